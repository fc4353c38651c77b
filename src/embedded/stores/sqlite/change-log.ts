import type { DatabaseSync } from 'node:sqlite'
import { setInterval } from 'node:timers'
import { type ChangeKind, ChangesExpiredError, type ChangesQuery, type StoredChange } from '../store.ts'

/** The log of what was written, in the database that it was written to. All of it runs at once. */
export interface ChangeLog {
  /** Adds an entry, within the transaction of the write. */
  add(tenant: string, kind: ChangeKind, id: string): void
  /** @throws ChangesExpiredError where not all behind `after` is kept. */
  entries(query: ChangesQuery): StoredChange[]
  latest(): number
  /** Removes some of the entries that are older than a time, the oldest first. Returns how many. */
  prune(before: number): number
  /** Whether another connection has committed anything since this was asked last. */
  wasChangedByOthers(): boolean
}

/** Entries that are removed at once. */
const MAX_PRUNED = 1000

export function createChangeLog(database: DatabaseSync): ChangeLog {
  const insert = database.prepare(
    'INSERT INTO thread_changes (tenant, at_ms, kind, id) VALUES (:tenant, :at, :kind, :id)',
  )
  const selectAll = database.prepare(
    'SELECT position, at_ms, tenant, kind, id FROM thread_changes WHERE position > :after ORDER BY position LIMIT :limit',
  )
  const selectOwn = database.prepare(
    `SELECT position, at_ms, tenant, kind, id FROM thread_changes
     WHERE tenant = :tenant AND position > :after ORDER BY position LIMIT :limit`,
  )
  const selectLatest = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'thread_changes'")
  const selectOldest = database.prepare('SELECT min(position) AS oldest FROM thread_changes')
  const remove = database.prepare(
    `DELETE FROM thread_changes WHERE at_ms < :before
       AND position IN (SELECT position FROM thread_changes ORDER BY position LIMIT ${MAX_PRUNED})`,
  )
  const selectVersion = database.prepare('PRAGMA data_version')
  let version = dataVersion()

  function dataVersion(): unknown {
    return selectVersion.get()?.['data_version']
  }

  function latest(): number {
    return Number(selectLatest.get()?.['seq'] ?? 0)
  }

  /** The position behind which all is kept. */
  function floor(): number {
    const oldest = selectOldest.get()?.['oldest']
    return typeof oldest === 'number' ? oldest - 1 : latest()
  }

  return {
    add(tenant, kind, id) {
      insert.run({ tenant, at: Date.now(), kind, id })
    },

    entries({ after, tenant, limit }) {
      if (after < floor() || after > latest()) throw new ChangesExpiredError()
      const rows =
        tenant === undefined ? selectAll.all({ after, limit }) : selectOwn.all({ tenant, after, limit })
      return rows.map(toChange)
    },

    latest,

    prune(before) {
      return Number(remove.run({ before }).changes)
    },

    wasChangedByOthers() {
      const known = version
      version = dataVersion()
      return version !== known
    },
  }
}

function toChange({ position, at_ms: at, tenant, kind, id }: Record<string, unknown>): StoredChange {
  if (kind !== 'created' && kind !== 'updated' && kind !== 'deleted') {
    throw new TypeError('A row of the table thread_changes does not have the types of its schema.')
  }
  return { position: Number(position), at: Number(at), tenant: String(tenant), kind, id: String(id) }
}

/** How often, in milliseconds, we look whether another process has written. It takes some microseconds. */
const POLL_MS = 10

/** Those who wait for changes, and what they are told by: our own commits, and a look at those of other processes. */
export function createWatchers(log: ChangeLog) {
  const listeners = new Set<() => void>()
  let polling: NodeJS.Timeout | undefined

  function notify(): void {
    for (const listener of listeners) listener()
  }

  function poll(): void {
    try {
      if (log.wasChangedByOthers()) notify()
    } catch {
      // Reading the log fails in the same way, and reports it.
      notify()
    }
  }

  return {
    notify,
    watch(listener: () => void): () => void {
      // Each has an entry of its own, also where a function comes twice.
      const entry = () => listener()
      listeners.add(entry)
      polling ??= setInterval(poll, POLL_MS).unref()
      return () => {
        listeners.delete(entry)
        if (listeners.size > 0) return
        clearInterval(polling)
        polling = undefined
      }
    },
  }
}
