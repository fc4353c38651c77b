import type { DatabaseSync } from 'node:sqlite'

/** Runs a write in the next commit; fulfilled when that commit is on the disk. */
export type Commit = <T>(write: () => T) => Promise<T>

interface Waiting {
  write: () => unknown
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
export function createGroupCommit(database: DatabaseSync, onCommit: (writes: number) => void): Commit {
  let waiting: Waiting[] = []

  function commitAll(): void {
    const group = waiting
    waiting = []
    const acknowledge: (() => void)[] = []
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const { write, resolve, reject } of group) {
        try {
          const value = write()
          acknowledge.push(() => resolve(value))
        } catch (error) {
          // SQLite has rolled the whole transaction back where it could not go on, as on a full disk.
          if (!database.isTransaction) throw error
          acknowledge.push(() => reject(error))
        }
      }
      database.exec('COMMIT')
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK')
      for (const { reject } of group) reject(error)
      return
    }
    onCommit(group.length)
    for (const answer of acknowledge) answer()
  }

  return <T>(write: () => T) =>
    new Promise<T>((resolve, reject) => {
      // After the callbacks of this turn: whatever came in with them is in the same commit.
      if (waiting.length === 0) setImmediate(commitAll)
      waiting.push({ write, resolve: resolve as (value: unknown) => void, reject })
    })
}
