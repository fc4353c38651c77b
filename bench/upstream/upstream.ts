import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { folder, freePort, listening, start } from '../machine/processes.ts'
import { wireThread } from '../threads.ts'

/** A running upstream. */
export interface Upstream {
  /** What it is, for the report. */
  name: string
  /** For instance `http://127.0.0.1:41234`. */
  origin: string
  pid: number
  /** How many threads it was asked for so far, and the most at once since the last look, where it counts them. */
  count: () => Promise<{ requests: number; peak?: number }>
  stop: () => Promise<void>
}

/** The version of the nginx on this machine; undefined when there is none. */
export function nginxVersion(): string | undefined {
  const { stderr } = spawnSync('nginx', ['-v'], { encoding: 'utf8' })
  return /nginx\/[\d.]+/.exec(stderr ?? '')?.[0]
}

/** An upstream that answers every id: nginx where there is one and no delay is asked for, else `node:http`. */
export function startUpstream(core: number | undefined, delayMs = 0): Promise<Upstream> {
  return delayMs === 0 && nginxVersion() ? startNginx(core) : startNodeUpstream(core, delayMs)
}

async function startNodeUpstream(core: number | undefined, delayMs: number): Promise<Upstream> {
  const port = await freePort()
  const running = start({
    name: 'upstream',
    command: [process.execPath, fileURLToPath(new URL('server.ts', import.meta.url))],
    env: { PORT: String(port), DELAY_MS: String(delayMs) },
    core,
  })
  await listening(running, port)
  const origin = `http://127.0.0.1:${port}`
  return {
    name: delayMs === 0 ? 'node:http' : `node:http, ${delayMs} ms per answer`,
    origin,
    pid: running.pid,
    stop: running.stop,
    async count() {
      const answer: unknown = await (await fetch(`${origin}/requests`)).json()
      const { requests, peak } = Object(answer)
      return { requests: Number(requests), peak: Number(peak) }
    },
  }
}

async function startNginx(core: number | undefined): Promise<Upstream> {
  const port = await freePort()
  const prefix = join(folder, `nginx-${port}`)
  mkdirSync(prefix)
  const file = join(prefix, 'nginx.conf')
  writeFileSync(file, nginxConfiguration(port))
  const running = start({ name: 'nginx', command: ['nginx', '-p', prefix, '-e', 'error.log', '-c', file], core })
  await listening(running, port)
  const origin = `http://127.0.0.1:${port}`
  let looks = 0
  return {
    name: 'nginx',
    origin,
    pid: running.pid,
    stop: running.stop,
    async count() {
      const status = await (await fetch(`${origin}/requests`)).text()
      // The third number of the third line; each look is a request too, and counted out by whoever compares two.
      const requests = Number(/^ \d+ \d+ (\d+)/m.exec(status)?.[1]) - ++looks
      return { requests }
    },
  }
}

function nginxConfiguration(port: number): string {
  return `
    # One process, so that its CPU time is that of the upstream.
    daemon off;
    master_process off;
    worker_processes 1;
    pid nginx.pid;
    error_log error.log crit;
    events { worker_connections 8192; }
    http {
      access_log off;
      keepalive_requests 1000000000;
      keepalive_timeout 1h;
      tcp_nodelay on;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      server {
        listen 127.0.0.1:${port} backlog=4096;
        location = /requests { stub_status; }
        location ~ ^/v1/threads/([A-Za-z0-9_-]+)$ {
          default_type application/json;
          return 200 '${wireThread('$1')}';
        }
      }
    }`
}
