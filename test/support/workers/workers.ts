import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../embedded/temporary-folder.ts'
import { type CommandOptions, type RunningCommand, startCommand } from '../process.ts'

/** The command with two workers, on a database file of its own. */
export async function startWorkers({ env, ...options }: CommandOptions = {}): Promise<RunningCommand> {
  const database = `file:${join(temporaryFolder(), 'threads.db')}`
  const command = await startCommand({ ...options, env: { WORKERS: '2', DATABASE_URL: database, ...env } })
  const workers = workersOf(command)
  onTestFinished(() => {
    for (const pid of workers) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })
  return command
}

/** The process ids of its workers. */
export function workersOf({ pid }: { pid: number }): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
  return stdout.trim().split('\n').map(Number)
}

/** Whether a process runs. One that has ended may keep its id until somebody asks how it ended. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout)
}

export interface Connection {
  /** Asks over this connection, which is then open. Rejects where there is no response. */
  query: (document: string) => Promise<unknown>
  get: (path: string) => Promise<{ status: number | undefined; text: string }>
  /** Resolves once it is connected for the first time. */
  connected: Promise<void>
  /** Resolves when the connection it last used is closed. */
  closed: () => Promise<void>
  isOpen: () => boolean
}

/** A client with one connection: all that it asks is answered by the same worker, as long as that lives. */
export function connection(url: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const connected = Promise.withResolvers<void>()
  let socket: Socket | undefined

  async function send(path: string, body?: string): Promise<IncomingMessage> {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const asked = request(`${url}${path}`, { method: body === undefined ? 'GET' : 'POST', agent, headers })
    asked.on('socket', (its) => {
      socket = its
      its.once('connect', () => connected.resolve())
    })
    asked.end(body)
    const [response]: IncomingMessage[] = await once(asked, 'response')
    if (!response) throw new Error('There is no response.')
    return response
  }
  return {
    query: async (document) =>
      JSON.parse(await text(await send('/graphql', JSON.stringify({ query: document })))),
    async get(path) {
      const response = await send(path)
      return { status: response.statusCode, text: await text(response) }
    },
    connected: connected.promise,
    async closed() {
      if (socket && !socket.destroyed) await once(socket, 'close')
    },
    isOpen: () => socket !== undefined && !socket.destroyed,
  }
}

/**
 * So many connections, each of which is open. The workers have them in turn: while one connects, the other workers
 * stand still.
 */
export async function connections(command: RunningCommand, count: number): Promise<Connection[]> {
  const workers = workersOf(command)
  const all = Array.from({ length: count }, () => connection(command.url))
  for (const [index, one] of all.entries()) {
    const others = workers.filter((_, other) => other !== index % workers.length)
    for (const pid of others) process.kill(pid, 'SIGSTOP')
    await one.get('/health')
    for (const pid of others) process.kill(pid, 'SIGCONT')
  }
  return all
}

/** Resolves once a worker serves, after all of them were killed. */
export async function serves(url: string): Promise<void> {
  while (
    !(await connection(url)
      .get('/ready')
      .catch(() => undefined))
  );
}

/** Resolves once a process has ended. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(20)
}

/** Resolves once nobody listens any more. */
export async function refused(url: string): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const connected = await once(socket, 'connect').catch(() => undefined)
    socket.destroy()
    if (!connected) return
  }
}
