import { StoreBusyError } from '../store.ts'
import { type Deadline, remaining } from './database.ts'

/** Writes that may be under way or wait at once; the next one fails. */
const MAX_WRITES = 10_000
/** Bytes at which no further write is taken. */
const MAX_BYTES = 32 * 1024 * 1024

/** The writes of this process. */
export interface WriteQueue {
  /**
   * Runs a write, after those to the same thread that came before it.
   *
   * @param key which thread it is for.
   * @param bytes about how much memory it holds.
   * @throws StoreBusyError where it is not begun in time, or too many are under way.
   */
  write: <T>(key: string, bytes: number, run: (deadline: Deadline) => Promise<T>) => Promise<T>
  /** Resolves when each write that has come is over. */
  settled: () => Promise<void>
}

/**
 * Has writes to one thread run one after the other, in the order in which they came. On several connections they would
 * be done in any order, and each would keep one of them waiting for the lock of the one before.
 *
 * @param timeout for how long, in milliseconds, a write may wait.
 */
export function createWriteQueue(timeout: number): WriteQueue {
  /** The last write to each thread that has one under way. */
  const last = new Map<string, Promise<unknown>>()
  let count = 0
  let totalBytes = 0

  async function runAfter<T>(
    before: Promise<unknown> | undefined,
    run: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    const deadline = performance.now() + timeout
    if (before) {
      await before.catch(() => {})
      if (remaining(deadline) === 0) {
        throw new StoreBusyError(`Other writes to the thread took more than ${timeout} ms.`)
      }
    }
    return await run(deadline)
  }

  return {
    async write(key, bytes, run) {
      if (count >= MAX_WRITES || totalBytes >= MAX_BYTES) {
        throw new StoreBusyError('Too many writes wait for the database.')
      }
      count++
      totalBytes += bytes
      const written = runAfter(last.get(key), run)
      last.set(key, written)
      try {
        return await written
      } finally {
        count--
        totalBytes -= bytes
        if (last.get(key) === written) last.delete(key)
      }
    },

    async settled() {
      while (last.size > 0) await Promise.allSettled(last.values())
    },
  }
}
