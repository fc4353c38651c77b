import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { Source, Span, ThreadIndex } from '../find-threads.ts'
import { pairHash } from '../pair-hash.ts'
import type { StoredThread } from '../store.ts'

/** The columns of a thread, in a query that calls its table `threads`. */
export const columns =
  'threads.id, threads.created_ms, threads.updated_ms, threads.metadata, threads.tool_resources'

const columnOf = { createdAt: 'created_ms', updatedAt: 'updated_ms' } as const

/** Runs a read of the database, once it can be read. */
type Read = <T>(run: () => T) => Promise<T>

export function createThreadIndex(database: DatabaseSync, read: Read): ThreadIndex {
  const prepared = new Map<string, StatementSync>()

  /** There are few of them: by two orders, in two directions, with a pair and without. Values are parameters. */
  function prepare(sql: string): StatementSync {
    const statement = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, statement)
    return statement
  }

  function parameters({ tenant, pair }: Source, { low, high }: Span, limit: number) {
    const bounds = { lowAt: low.at, lowId: low.id, highAt: high.at, highId: high.id }
    return { tenant, ...bounds, limit, ...(pair && { pair: pairHash(tenant, pair.key, pair.value) }) }
  }

  return {
    async walk(source, span, limit) {
      const direction = span.descending ? 'DESC' : 'ASC'
      const column = columnOf[span.orderBy]
      const table = source.pair ? 'thread_pairs' : 'threads'
      const sql = `SELECT ${columns} ${from(source, column)}
        ORDER BY ${table}.${column} ${direction}, ${table}.id ${direction} LIMIT :limit`
      const rows = await read(() => prepare(sql).all(parameters(source, span, limit)))
      return rows.map(toThread)
    },

    async count(source, span, limit) {
      const column = columnOf[span.orderBy]
      const sql = `SELECT count(*) AS n FROM (SELECT 1 ${from(source, column)} LIMIT :limit)`
      const row = await read(() => prepare(sql).get(parameters(source, span, limit)))
      return Number(row?.['n'])
    },

    async countPair({ tenant, pair }, limit) {
      if (!pair) return 0
      const sql = 'SELECT count(*) AS n FROM (SELECT 1 FROM thread_pairs WHERE pair = :pair LIMIT :limit)'
      const row = await read(() => prepare(sql).get({ pair: pairHash(tenant, pair.key, pair.value), limit }))
      return Number(row?.['n'])
    },
  }
}

/** The span of an index: of the tenant's threads, or of those that have a pair. CROSS JOIN fixes where it begins. */
function from({ pair }: Source, column: string): string {
  const within = (table: string) =>
    `(${table}.${column}, ${table}.id) > (:lowAt, :lowId) AND (${table}.${column}, ${table}.id) < (:highAt, :highId)`
  return pair
    ? `FROM thread_pairs CROSS JOIN threads ON threads.tenant = :tenant AND threads.id = thread_pairs.id
       WHERE thread_pairs.pair = :pair AND ${within('thread_pairs')}`
    : `FROM threads WHERE threads.tenant = :tenant AND ${within('threads')}`
}

/** A row as a thread. Throws when a column is not what the schema says, as in a damaged file. */
export function toThread(row: Record<string, SQLOutputValue>): StoredThread {
  const { id, created_ms: createdAt, updated_ms: updatedAt, metadata, tool_resources: toolResources } = row
  if (
    typeof id === 'string' &&
    typeof createdAt === 'number' &&
    typeof updatedAt === 'number' &&
    typeof metadata === 'string' &&
    typeof toolResources === 'string'
  ) {
    return { id, createdAt, updatedAt, metadata, toolResources }
  }
  throw new TypeError('A row of the table threads does not have the types of its schema.')
}
