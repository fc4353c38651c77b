import type { DatabaseSync } from 'node:sqlite'

/** Writes that share their commits. */
export interface GroupCommit {
  /**
   * Runs a write in the next commit; fulfilled when that commit is on the disk. Writes run in the order in which
   * they came.
   */
  write: <T>(run: () => T) => Promise<T>
  /** Commits what waits now, and not at the end of the turn. It does not throw: each write learns its own outcome. */
  flush: () => void
}

interface Waiting {
  run: () => unknown
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/**
 * Lets all writes that arrive together share one durable commit: waiting for the disk is what a write costs, and
 * it costs the same for many.
 *
 * A write that fails by itself, as on a key that is there already, fails alone. When the commit fails, nothing of
 * it was kept, and all of its writes fail.
 *
 * @param onCommit is told how many writes a commit has made durable.
 */
export function createGroupCommit(database: DatabaseSync, onCommit: (writes: number) => void): GroupCommit {
  let waiting: Waiting[] = []

  function flush(): void {
    const group = waiting
    waiting = []
    if (group.length === 0) return
    const settle: (() => void)[] = []
    let kept = 0
    try {
      database.exec('BEGIN IMMEDIATE')
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
    for (const answer of settle) answer()
    if (kept > 0) onCommit(kept)
  }

  return {
    write: <T>(run: () => T) =>
      new Promise<T>((resolve, reject) => {
        // After the callbacks of this turn: whatever came in with them is in the same commit.
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ run, resolve: resolve as (value: unknown) => void, reject })
      }),
    flush,
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
