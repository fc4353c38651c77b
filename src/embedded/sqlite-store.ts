import type { SQLOutputValue } from 'node:sqlite'
import { openDatabase } from './database-file.ts'
import { createGroupCommit } from './group-commit.ts'
import type { StoredThread, ThreadStore } from './store.ts'

const columns = 'id, created_at, metadata, tool_resources'

export interface SqliteStoreOptions {
  /** Told of each durable commit: how many writes it held. */
  onCommit?: (writes: number) => void
}

/**
 * A store in one SQLite file. Every write is on the disk before its promise is fulfilled; writes that arrive
 * together share one commit. Several processes may use one file: a write waits up to five seconds for another's.
 *
 * @param url `file:./data/threads.db`, `file:/abs/threads.db`, `file:///abs/threads.db`, or `file::memory:`,
 *   which keeps nothing. A missing file and folder are created.
 * @throws Error with one line that names the file and says what to do, when it cannot be used.
 */
export function openSqliteStore(url: string, { onCommit = () => {} }: SqliteStoreOptions = {}): ThreadStore {
  const database = openDatabase(url)
  const writes = createGroupCommit(database, onCommit)

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

  return {
    async create(tenant, { id, createdAt, metadata, toolResources }) {
      await writes.write(() => insert.run({ tenant, id, createdAt, metadata, toolResources }))
    },

    async getMany(tenant, ids) {
      const rows = selectMany.all({ tenant, ids: JSON.stringify(ids) })
      return new Map(rows.map(toThread).map((thread) => [thread.id, thread]))
    },

    async update(tenant, id, { metadata = null, toolResources = null }) {
      // `all`, not `get`: a statement that changes and returns is done when its last row has been read.
      const [row] = await writes.write(() => update.all({ tenant, id, metadata, toolResources }))
      return row && toThread(row)
    },

    async delete(tenant, id) {
      const { changes } = await writes.write(() => remove.run({ tenant, id }))
      return changes > 0
    },

    async check() {
      probe.all()
    },

    async close() {
      if (!database.isOpen) return
      // What still waits for its commit was not acknowledged, but it was asked for.
      writes.flush()
      database.close()
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
