import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pinned } from './cores.ts'

export interface Command {
  name: string
  /** The program and its arguments. */
  command: string[]
  /** Its whole environment, but for PATH. */
  env?: Record<string, string>
  cwd?: string
  core?: number | undefined
}

export interface RunningProcess {
  pid: number
  /** The last of what it wrote to standard error. */
  complaint: () => string
  hasEnded: () => boolean
  stop: () => Promise<void>
}

const children = new Set<ChildProcess>()
let started = 0

/** Where logs, stores and configurations of one run are; gone when it ends. */
export const folder: string = await mkdtemp(join(tmpdir(), 'threads-bench-'))

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

/** Starts a program whose output goes to files, as that of a service would. */
export function start({ name, command, env = {}, cwd, core }: Command): RunningProcess {
  const log = join(folder, `${++started}-${name.replaceAll(/\W+/g, '-')}`)
  const [program = '', ...args] = pinned(core, command)
  const outputs = [openSync(`${log}.out`, 'a'), openSync(`${log}.err`, 'a')] as const
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', ...outputs],
    ...(cwd !== undefined && { cwd }),
  })
  for (const output of outputs) closeSync(output)
  children.add(child)
  let ended = false
  const end = new Promise<void>((resolve) => {
    const onEnd = () => {
      ended = true
      children.delete(child)
      resolve()
    }
    child.once('exit', onEnd).once('error', onEnd)
  })
  return {
    pid: child.pid ?? 0,
    complaint: () => readFileSync(`${log}.err`, 'utf8').trim().slice(-2000),
    hasEnded: () => ended,
    async stop() {
      child.kill('SIGTERM')
      await Promise.race([end, sleep(3000, undefined, { ref: false })])
      if (!ended) child.kill('SIGKILL')
      await end
      rmSync(`${log}.out`, { force: true })
    },
  }
}

/** Waits until somebody listens. @throws Error with what the process wrote, when it ends before, or after 60 s. */
export async function listening(running: RunningProcess, port: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(50)) {
    if (running.hasEnded()) break
    if (await accepts(port)) return
  }
  const state = running.hasEnded() ? 'it ended' : 'it did not listen within 60 s'
  throw new Error(`${state}: ${running.complaint() || 'it wrote no error'}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (accepted: boolean) => {
      socket.destroy()
      resolve(accepted)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
