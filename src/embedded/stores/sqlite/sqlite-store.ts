import { existsSync } from 'node:fs'
import { createFinder } from '../find-threads.ts'
import { pruneRegularly } from '../prune.ts'
import { defaultChangesKept, type StoredChanges, type StoreOptions, type ThreadStore } from '../store.ts'
import { createChangeLog, createWatchers } from './change-log.ts'
import { openDatabase } from './database-file.ts'
import { databasePath, inMemory } from './database-path.ts'
import { createGroupCommit } from './group-commit.ts'
import { defaultLockTimeout, heldTooLong, retryWhileLocked } from './lock-retry.ts'
import { columns, createThreadIndex, toThread } from './thread-index.ts'

/**
 * A store in one SQLite file. Every write is on the disk before its promise is fulfilled; writes that arrive
 * together share one commit. Several processes may use one file: a write waits for another's lock, and the event
 * loop goes on meanwhile.
 *
 * @param url `file:./data/threads.db`, `file:/abs/threads.db`, `file:///abs/threads.db`, or `file::memory:`,
 *   which keeps nothing. A missing file and folder are created.
 * @throws Error with one line that names the file and says what to do, when it cannot be used.
 */
export function openSqliteStore(url: string, options: StoreOptions = {}): ThreadStore {
  const {
    timeout: lockTimeout = defaultLockTimeout,
    onCommit = () => {},
    changesKept = defaultChangesKept,
  } = options
  const database = openDatabase(url, lockTimeout)
  const log = createChangeLog(database)
  const watchers = createWatchers(log)
  const writes = createGroupCommit(database, {
    ...options,
    onCommit(count) {
      watchers.notify()
      onCommit(count)
    },
  })
  let closed: Promise<void> | undefined

  const insert = database.prepare(
    `INSERT INTO threads (tenant, id, created_ms, updated_ms, metadata, tool_resources)
     VALUES (:tenant, :id, :createdAt, :updatedAt, :metadata, :toolResources)
     ON CONFLICT (tenant, id) DO NOTHING`,
  )
  const select = database.prepare(`SELECT ${columns} FROM threads WHERE tenant = :tenant AND id = :id`)
  // CROSS JOIN fixes the order: walk the ids asked for, and look each one up by the primary key.
  const selectMany = database.prepare(
    `SELECT ${columns} FROM (SELECT DISTINCT value AS wanted FROM json_each(:ids))
     CROSS JOIN threads ON tenant = :tenant AND id = wanted`,
  )
  // Where the clock was set back, a write does not seem older than the one before it.
  const update = database.prepare(
    `UPDATE threads
     SET metadata = coalesce(:metadata, metadata), tool_resources = coalesce(:toolResources, tool_resources),
       updated_ms = max(updated_ms, :now)
     WHERE tenant = :tenant AND id = :id
     RETURNING ${columns}`,
  )
  const remove = database.prepare('DELETE FROM threads WHERE tenant = :tenant AND id = :id')
  const selectSlice = database.prepare(
    `SELECT rowid AS row, tenant, ${columns} FROM threads
     WHERE rowid > :after AND (:tenant IS NULL OR tenant = :tenant) ORDER BY rowid LIMIT 500`,
  )
  const probe = database.prepare('SELECT 1 FROM threads LIMIT 1')

  /** Reads do not wait for writers. What they may meet is a process that restores the log after a crash. */
  function read<T>(run: () => T): Promise<T> {
    const deadline = performance.now() + lockTimeout
    return retryWhileLocked(run, (cause) => {
      if (performance.now() >= deadline) throw heldTooLong(lockTimeout, cause)
    })
  }

  /** For `write`. `all`, not `get`: a statement that changes and returns is done when its last row has been read. */
  function updateRow(tenant: string, id: string, { metadata, toolResources }: StoredChanges) {
    const replaced = { metadata: metadata ?? null, toolResources: toolResources ?? null }
    const [row] = update.all({ tenant, id, ...replaced, now: Date.now() })
    if (row) log.add(tenant, 'updated', id)
    return row && toThread(row)
  }

  const stopPruning = pruneRegularly(changesKept, (before) => writes.write(() => log.prune(before)))
  const finder = createFinder(createThreadIndex(database, read))

  return {
    create(tenant, thread) {
      const bytes = thread.metadata.length + thread.toolResources.length
      return writes.write(() => {
        const { changes } = insert.run({ tenant, ...thread })
        if (changes > 0) {
          log.add(tenant, 'created', thread.id)
          return undefined
        }
        const existing = select.get({ tenant, id: thread.id })
        return existing && toThread(existing)
      }, bytes)
    },

    async getMany(tenant, ids) {
      const rows = await read(() => selectMany.all({ tenant, ids: JSON.stringify(ids) }))
      return new Map(rows.map(toThread).map((thread) => [thread.id, thread]))
    },

    update(tenant, id, changes) {
      const bytes = (changes.metadata?.length ?? 0) + (changes.toolResources?.length ?? 0)
      return writes.write(() => updateRow(tenant, id, changes), bytes)
    },

    patchMetadata(tenant, id, patch, bytes) {
      return writes.write(() => {
        const row = select.get({ tenant, id })
        return row && updateRow(tenant, id, { metadata: patch(toThread(row).metadata) })
      }, bytes)
    },

    async replace(tenant, thread) {
      const bytes = thread.metadata.length + thread.toolResources.length
      await writes.write(() => {
        const { changes } = remove.run({ tenant, id: thread.id })
        insert.run({ tenant, ...thread })
        log.add(tenant, changes > 0 ? 'updated' : 'created', thread.id)
      }, bytes)
    },

    async *all(tenant) {
      let after = 0
      for (;;) {
        const rows = await read(() => selectSlice.all({ after, tenant: tenant ?? null }))
        for (const row of rows) yield { tenant: String(row['tenant']), thread: toThread(row) }
        const last = rows.at(-1)
        if (!last) return
        after = Number(last['row'])
      }
    },

    find: finder.find,
    count: finder.count,

    delete(tenant, id) {
      return writes.write(() => {
        const { changes } = remove.run({ tenant, id })
        if (changes > 0) log.add(tenant, 'deleted', id)
        return changes > 0
      })
    },

    changes: (query) => read(() => log.entries(query)),
    latestChange: () => read(log.latest),
    watchChanges: watchers.watch,

    async check() {
      await read(() => probe.all())
    },

    close() {
      // What still waits for its commit was not acknowledged, but it was asked for.
      stopPruning()
      closed ??= writes.close().then(() => database.close())
      return closed
    },
  }
}

/** Whether there is a file for a store already. */
export function sqliteStoreExists(url: string): boolean {
  const path = databasePath(url)
  return path === inMemory || existsSync(path)
}
