import { onTestFinished } from 'vitest'
import {
  type CommandOptions,
  type Ended,
  type RunningCommand,
  type SpawnedCommand,
  serving,
  spawnCommand,
} from './command.ts'

export type { CommandOptions, Ended, RunningCommand } from './command.ts'

/** Runs the command to its end. */
export function runCommand(options: CommandOptions = {}): Promise<Ended> {
  return forThisTest(options).ended
}

/**
 * Starts the command on a free port, and resolves once it has printed its address. Without `DATABASE_URL` it
 * keeps nothing. It is killed when the test is over.
 */
export function startCommand({ env, ...options }: CommandOptions = {}): Promise<RunningCommand> {
  return serving(forThisTest({ ...options, env: { PORT: '0', DATABASE_URL: 'file::memory:', ...env } }))
}

function forThisTest(options: CommandOptions): SpawnedCommand {
  const command = spawnCommand(options)
  onTestFinished(() => command.kill('SIGKILL'))
  return command
}
