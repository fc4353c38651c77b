import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a process ended, and what it said. */
export interface Ended {
  /** Null where a signal ended it. */
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface RunningCommand {
  /** The address it printed, for instance `http://127.0.0.1:41234`. */
  url: string
  pid: number
  /** What it wrote up to now, standard output and standard error together. */
  output: () => string
  /** Resolves once its output holds this. */
  wrote: (text: RegExp) => Promise<void>
  /** Resolves when it has ended, whoever ended it, and with it all that write to its output. */
  ended: Promise<Ended>
  kill: (signal: NodeJS.Signals) => void
  /** Sends it a signal, and resolves with its exit code. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

export interface CommandOptions {
  args?: string[]
  /** Its whole environment, but for `PATH`. */
  env?: Record<string, string>
  cwd?: string
  /** The script that Node runs. Default: this package's command, from its source. */
  script?: string
  /** A program that starts it, with arguments of its own: `['prlimit', '--fsize=0']`. It must become Node. */
  through?: string[]
  /** The user that it runs as. Default: the one that runs this. */
  uid?: number
}

/** A process that was started, whatever becomes of it. */
export interface SpawnedCommand {
  pid: number
  output: () => string
  ended: Promise<Ended>
  onOutput: (listener: (output: string) => void) => void
  kill: (signal: NodeJS.Signals) => void
}

const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url))

/** Starts the command. Whoever calls this ends it. */
export function spawnCommand(options: CommandOptions): SpawnedCommand {
  const { args = [], env = {}, cwd, script = bin, through = [], uid } = options
  const [program = process.execPath, ...programArgs] = [...through, process.execPath, script, ...args]
  const child = spawn(program, programArgs, {
    cwd,
    uid,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    // Not `exit`: what it wrote last may still be on its way then.
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  const output = () => stdout + stderr
  return {
    pid: child.pid ?? 0,
    ended,
    output,
    onOutput(listener) {
      for (const stream of [child.stdout, child.stderr]) stream.on('data', () => listener(output()))
    },
    kill: (signal) => void child.kill(signal),
  }
}

/** Resolves once the command has printed its address. Rejects when it ends instead. */
export async function serving(command: SpawnedCommand): Promise<RunningCommand> {
  const url = await new Promise<string>((resolve, reject) => {
    command.onOutput((output) => {
      const address = /^ +GraphQL +(http:\S+)\/graphql$/m.exec(output)?.[1]
      if (address) resolve(address)
    })
    command.ended.then(
      ({ code }) => reject(new Error(`It ended with ${code} instead of serving: ${command.output()}`)),
      reject,
    )
  })
  return {
    url,
    pid: command.pid,
    output: command.output,
    wrote: (text) =>
      new Promise((resolve) => {
        const look = (output: string) => text.test(output) && resolve()
        command.onOutput(look)
        look(command.output())
      }),
    ended: command.ended,
    kill: command.kill,
    async stop(signal = 'SIGTERM') {
      command.kill(signal)
      return (await command.ended).code
    },
  }
}
