import type { DatabaseSync } from 'node:sqlite'
import { StoreBusyError, type StoreOptions } from '../store.ts'
import { defaultLockTimeout, heldTooLong, retryWhileLocked } from './lock-retry.ts'
import { resultCode, withResultCode } from './sqlite-failure.ts'

/** Writes that share their commits. */
export interface GroupCommit {
  /**
   * Runs a write in the next commit; fulfilled when that commit is on the disk. Writes run in the order in which
   * they came.
   *
   * @param bytes about how much memory the write holds while it waits. Default: 0.
   * @throws StoreBusyError when another process held the lock for too long, or too many writes wait for it.
   */
  write: <T>(run: () => T, bytes?: number) => Promise<T>
  /** Refuses further writes. Resolves when each one that waited is on the disk or has failed. */
  close: () => Promise<void>
}

/** Writes that may wait at once; the next one fails. */
const maxWaiting = 10_000
/** Bytes at which no further write may wait. */
const maxWaitingBytes = 32 * 1024 * 1024
/** Writes in one commit: between two commits, the event loop gets to everything else. */
const maxPerCommit = 1000

interface Waiting {
  run: () => unknown
  bytes: number
  /** On the clock of `performance.now()`. */
  deadline: number
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/**
 * Lets all writes that arrive together share one durable commit: waiting for the disk is what a write costs, and
 * it costs the same for many. While another process holds the lock, the writes wait, and further ones join them;
 * the event loop goes on.
 *
 * A write that fails by itself, as on a key that is there already, fails alone. When the commit fails, nothing of
 * it was kept, and all of its writes fail.
 *
 * @param database without a `busy_timeout`, which would stop the event loop.
 */
export function createGroupCommit(
  database: DatabaseSync,
  { onCommit = () => {}, timeout: lockTimeout = defaultLockTimeout }: StoreOptions = {},
): GroupCommit {
  let waiting: Waiting[] = []
  let waitingBytes = 0
  let isScheduled = false
  let isClosed = false

  function enqueue(write: Waiting): void {
    if (isClosed) throw new Error('The store is closed.')
    if (waiting.length >= maxWaiting || waitingBytes >= maxWaitingBytes) {
      throw new StoreBusyError('Too many writes wait for the database.')
    }
    waiting.push(write)
    waitingBytes += write.bytes
    if (!isScheduled) schedule()
  }

  function schedule(): void {
    isScheduled = true
    // After the callbacks of this turn: whatever came in with them is in the same commit.
    setImmediate(commitWaiting)
  }

  async function commitWaiting(): Promise<void> {
    await retryWhileLocked(commitGroup, failOverdue)
    isScheduled = false
    if (waiting.length > 0) schedule()
  }

  /** Takes writes off the front of the queue. */
  function dequeue(count: number): Waiting[] {
    const writes = waiting.slice(0, count)
    waiting = waiting.slice(count)
    for (const { bytes } of writes) waitingBytes -= bytes
    return writes
  }

  /** Another process still holds the lock: fails the writes that have waited for as long as they may. */
  function failOverdue(cause: unknown): void {
    const now = performance.now()
    const firstInTime = waiting.findIndex(({ deadline }) => deadline > now)
    if (firstInTime === 0) return
    const error = heldTooLong(lockTimeout, cause)
    for (const { reject } of dequeue(firstInTime === -1 ? waiting.length : firstInTime)) reject(error)
  }

  /** Commits the writes at the front of the queue. Throws only when another process holds the lock; they stay then. */
  function commitGroup(): void {
    if (waiting.length === 0) return
    let failure: unknown
    try {
      database.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if (resultCode(error) === 'SQLITE_BUSY') throw error
      failure = error
    }
    const group = dequeue(maxPerCommit)
    if (failure === undefined) runGroup(group)
    else for (const { reject } of group) reject(failure)
  }

  /** Runs writes in the transaction that has begun, and ends it. It does not throw: each write learns its own outcome. */
  function runGroup(group: Waiting[]): void {
    const settle: (() => void)[] = []
    let kept = 0
    try {
      for (const { run, resolve, reject } of group) {
        try {
          const value = run()
          settle.push(() => resolve(value))
          kept++
        } catch (error) {
          // SQLite has rolled the whole transaction back where it could not go on, as on a full disk.
          if (!database.isTransaction) throw error
          settle.push(() => reject(error))
        }
      }
      database.exec('COMMIT')
    } catch (error) {
      rollBack(database)
      for (const { reject } of group) reject(error)
      return
    }
    for (const done of settle) done()
    if (kept > 0) onCommit(kept)
  }

  return {
    write: <T>(run: () => T, bytes = 0) =>
      new Promise<T>((resolve, reject) => {
        const deadline = performance.now() + lockTimeout
        enqueue({
          run,
          bytes,
          deadline,
          resolve: resolve as (value: unknown) => void,
          reject: (error) => reject(withResultCode(error)),
        })
      }),
    async close() {
      isClosed = true
      while (waiting.length > 0) await retryWhileLocked(commitGroup, failOverdue)
    },
  }
}

/** Ends a transaction that failed, where SQLite has not done so itself. */
function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK')
  } catch {
    // The database is closed, or this failed for the reason that the commit failed for: its writes learn that one.
  }
}
