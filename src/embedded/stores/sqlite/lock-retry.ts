import { setTimeout } from 'node:timers/promises'
import { StoreBusyError } from '../store.ts'
import { resultCode, withResultCode } from './sqlite-failure.ts'

/** How long, in milliseconds, a read or write waits for the lock of another process where nothing else is said. */
export const defaultLockTimeout = 5000

/** The longest pause between two attempts, in milliseconds. */
const maxPause = 8

/** The failure of what has waited for the lock of another process for as long as it may. */
export function heldTooLong(lockTimeout: number, cause: unknown): StoreBusyError {
  return new StoreBusyError(`Another process held the lock for ${lockTimeout} ms.`, { cause })
}

/**
 * Runs something that needs a lock of the database, and tries again while another process holds that lock. SQLite's
 * own way of waiting (`busy_timeout`) would stop the event loop, and with it every other request.
 *
 * @param run throws what SQLite threw. What is not about the lock is thrown on, with its result code for the log.
 * @param onLocked is called after each attempt that met the lock, with the error; what it throws ends the attempts.
 */
export async function retryWhileLocked<T>(run: () => T, onLocked: (error: unknown) => void): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return run()
    } catch (error) {
      if (resultCode(error) !== 'SQLITE_BUSY') throw withResultCode(error)
      onLocked(error)
    }
    await setTimeout(Math.min(2 ** tries, maxPause))
  }
}
