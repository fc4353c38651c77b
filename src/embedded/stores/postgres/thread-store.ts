import { randomUUID } from 'node:crypto'
import { createFinder } from '../find-threads.ts'
import { pruneRegularly } from '../prune.ts'
import { defaultChangesKept, type StoreOptions, type ThreadStore } from '../store.ts'
import { createChangeLog } from './change-log.ts'
import type { Database, Statement } from './database.ts'
import { createPublisher } from './publisher.ts'
import { createThreadIndex } from './thread-index.ts'
import { canBeId, columns, toThread } from './thread-row.ts'
import { createThreadWrites } from './thread-writes.ts'
import { createWatchers, notification } from './watchers.ts'
import { createWriteQueue } from './write-queue.ts'

// LIMIT has each id looked up by the primary key, also where the planner knows nothing of the table yet.
const selectMany: Statement = {
  name: 'select_threads',
  text: `SELECT thread.* FROM unnest($2::TEXT[]) AS wanted (id) CROSS JOIN LATERAL (
    SELECT ${columns} FROM threads WHERE threads.tenant = $1 AND threads.id = wanted.id LIMIT 1
  ) AS thread`,
}
const selectOne: Statement = {
  name: 'select_thread',
  text: `SELECT ${columns} FROM threads WHERE tenant = $1 AND id = $2`,
}
const selectSlice: Statement = {
  name: 'select_slice',
  text: `SELECT ${columns}, tenant FROM threads WHERE (tenant, id) > ($1, $2) ORDER BY tenant, id LIMIT 500`,
}
const selectSliceOf: Statement = {
  name: 'select_slice_of_tenant',
  text: `SELECT ${columns}, tenant FROM threads WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT 500`,
}
const probe: Statement = { name: 'probe', text: 'SELECT 1 FROM threads LIMIT 1' }

/** A store in a database that has its tables. */
export function createThreadStore(database: Database, options: StoreOptions): ThreadStore {
  const { onCommit = () => {}, changesKept = defaultChangesKept } = options
  const sender = randomUUID()
  const log = createChangeLog(database)
  const publisher = createPublisher(log, () => {
    watchers.notify()
    database.read(notification, [sender]).catch(() => {})
  })
  const watchers = createWatchers({
    connect: database.connect,
    latest: publisher.sweep,
    sender,
  })
  const writes = createThreadWrites(database, () => {
    publisher.publishSoon()
    onCommit(1)
  })
  const queue = createWriteQueue(database.timeout)
  const stopPruning = pruneRegularly(changesKept, log.prune)
  const finder = createFinder(createThreadIndex(database))
  let closed: Promise<void> | undefined

  function refuseClosed(): void {
    if (closed) throw new Error('The store is closed.')
  }

  /** Runs a write in its turn. The key is that of no other thread: a tenant has no space. */
  async function write<T>(
    tenant: string,
    id: string,
    bytes: number,
    run: Parameters<typeof queue.write<T>>[2],
  ): Promise<T> {
    refuseClosed()
    return await queue.write(`${tenant} ${id}`, bytes, run)
  }

  async function close(): Promise<void> {
    stopPruning()
    watchers.close()
    publisher.close()
    // They were asked for, and are not acknowledged yet.
    await queue.settled()
    await publisher.publishNow().catch(() => {})
    await database.close()
  }

  return {
    create: (tenant, thread) =>
      write(tenant, thread.id, bytesOf(thread), (deadline) => writes.create(tenant, thread, deadline)),

    async getMany(tenant, ids) {
      refuseClosed()
      const possible = [...new Set(ids)].filter(canBeId)
      const [first] = possible
      if (first === undefined) return new Map()
      const rows = await (possible.length === 1
        ? database.read(selectOne, [tenant, first])
        : database.read(selectMany, [tenant, possible]))
      return new Map(rows.map(toThread).map((thread) => [thread.id, thread]))
    },

    async update(tenant, id, changes) {
      if (!canBeId(id)) return undefined
      return await write(tenant, id, bytesOf(changes), (deadline) =>
        writes.update(tenant, id, changes, deadline),
      )
    },

    replace: (tenant, thread) =>
      write(tenant, thread.id, bytesOf(thread), (deadline) => writes.replace(tenant, thread, deadline)),

    async patchMetadata(tenant, id, patch, bytes = 0) {
      if (!canBeId(id)) return undefined
      return await write(tenant, id, bytes, (deadline) => writes.patchMetadata(tenant, id, patch, deadline))
    },

    async find(tenant, query) {
      refuseClosed()
      return await finder.find(tenant, query)
    },

    async count(tenant, where) {
      refuseClosed()
      return await finder.count(tenant, where)
    },

    async *all(tenant) {
      let after = { tenant: '', id: '' }
      for (;;) {
        refuseClosed()
        const rows = await (tenant === undefined
          ? database.read(selectSlice, [after.tenant, after.id])
          : database.read(selectSliceOf, [tenant, after.id]))
        for (const row of rows) {
          after = { tenant: String(row[5]), id: String(row[0]) }
          yield { tenant: after.tenant, thread: toThread(row) }
        }
        if (rows.length === 0) return
      }
    },

    async delete(tenant, id) {
      if (!canBeId(id)) return false
      return await write(tenant, id, 0, (deadline) => writes.delete(tenant, id, deadline))
    },

    async changes(query) {
      refuseClosed()
      const entries = await log.entries(query)
      const isEnd = entries.length < query.limit
      return isEnd && (await publisher.sweepIfDue()) ? await log.entries(query) : entries
    },

    async latestChange() {
      refuseClosed()
      await publisher.publishNow()
      return await publisher.sweep()
    },

    watchChanges: watchers.watch,

    async check() {
      refuseClosed()
      await database.read(probe, [], true)
    },

    close() {
      closed ??= close()
      return closed
    },
  }
}

function bytesOf({
  metadata = '',
  toolResources = '',
}: {
  metadata?: string
  toolResources?: string
}): number {
  return metadata.length + toolResources.length
}
