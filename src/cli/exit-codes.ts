import { ConfigError } from '../config/config.ts'

/** What was asked for is not allowed: nothing was started. */
export const EXIT_USAGE = 2
/** What was asked for could not be done. */
export const EXIT_FAILURE = 1

/** The exit code that stands for what kept the command from its work. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ConfigError ? EXIT_USAGE : EXIT_FAILURE
}
