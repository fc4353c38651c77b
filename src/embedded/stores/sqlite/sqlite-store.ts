import type { SQLOutputValue } from 'node:sqlite'
import type { StoredThread, StoreOptions, ThreadStore } from '../store.ts'
import { openDatabase } from './database-file.ts'
import { createGroupCommit } from './group-commit.ts'
import { defaultLockTimeout, heldTooLong, retryWhileLocked } from './lock-retry.ts'

const columns = 'id, created_at, metadata, tool_resources'

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
  const { lockTimeout = defaultLockTimeout } = options
  const database = openDatabase(url, lockTimeout)
  const writes = createGroupCommit(database, options)
  let closed: Promise<void> | undefined

  const insert = database.prepare(
    `INSERT INTO threads (tenant, ${columns}) VALUES (:tenant, :id, :createdAt, :metadata, :toolResources)`,
  )
  // CROSS JOIN fixes the order: walk the ids asked for, and look each one up by the primary key.
  const selectMany = database.prepare(
    `SELECT ${columns} FROM (SELECT DISTINCT value AS wanted FROM json_each(:ids))
     CROSS JOIN threads ON tenant = :tenant AND id = wanted`,
  )
  const update = database.prepare(
    `UPDATE threads
     SET metadata = coalesce(:metadata, metadata), tool_resources = coalesce(:toolResources, tool_resources)
     WHERE tenant = :tenant AND id = :id
     RETURNING ${columns}`,
  )
  const remove = database.prepare('DELETE FROM threads WHERE tenant = :tenant AND id = :id')
  const probe = database.prepare('SELECT 1 FROM threads LIMIT 1')

  /** Reads do not wait for writers. What they may meet is a process that restores the log after a crash. */
  function read<T>(run: () => T): Promise<T> {
    const deadline = performance.now() + lockTimeout
    return retryWhileLocked(run, (cause) => {
      if (performance.now() >= deadline) throw heldTooLong(lockTimeout, cause)
    })
  }

  return {
    async create(tenant, { id, createdAt, metadata, toolResources }) {
      const bytes = metadata.length + toolResources.length
      await writes.write(() => insert.run({ tenant, id, createdAt, metadata, toolResources }), bytes)
    },

    async getMany(tenant, ids) {
      const rows = await read(() => selectMany.all({ tenant, ids: JSON.stringify(ids) }))
      return new Map(rows.map(toThread).map((thread) => [thread.id, thread]))
    },

    async update(tenant, id, { metadata = null, toolResources = null }) {
      // `all`, not `get`: a statement that changes and returns is done when its last row has been read.
      const bytes = (metadata?.length ?? 0) + (toolResources?.length ?? 0)
      const [row] = await writes.write(() => update.all({ tenant, id, metadata, toolResources }), bytes)
      return row && toThread(row)
    },

    async delete(tenant, id) {
      const { changes } = await writes.write(() => remove.run({ tenant, id }))
      return changes > 0
    },

    async check() {
      await read(() => probe.all())
    },

    close() {
      // What still waits for its commit was not acknowledged, but it was asked for.
      closed ??= writes.close().then(() => database.close())
      return closed
    },
  }
}

/** A row as a thread. Throws when a column is not what the schema says, as in a damaged file. */
function toThread(row: Record<string, SQLOutputValue>): StoredThread {
  const { id, created_at: createdAt, metadata, tool_resources: toolResources } = row
  if (
    typeof id === 'string' &&
    typeof createdAt === 'number' &&
    typeof metadata === 'string' &&
    typeof toolResources === 'string'
  ) {
    return { id, createdAt, metadata, toolResources }
  }
  throw new TypeError('A row of the table threads does not have the types of its schema.')
}
