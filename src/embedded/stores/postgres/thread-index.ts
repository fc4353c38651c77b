import type { Source, Span, ThreadIndex } from '../find-threads.ts'
import { pairHash } from '../pair-hash.ts'
import type { Database, Statement } from './database.ts'
import { columns, toThread } from './thread-row.ts'

const columnOf = { createdAt: 'created_ms', updatedAt: 'updated_ms' } as const

const countPairs: Statement = {
  name: 'count_pairs',
  text: 'SELECT count(*) FROM (SELECT 1 FROM thread_pairs WHERE pair = $1 LIMIT $2) AS counted',
}

export function createThreadIndex({ read }: Database): ThreadIndex {
  return {
    async walk(source, span, limit) {
      const rows = await read(walkStatement(source, span), parameters(source, span, limit))
      return rows.map(toThread)
    },

    async count(source, span, limit) {
      const rows = await read(countStatement(source, span), parameters(source, span, limit))
      return Number(rows[0]?.[0])
    },

    async countPair({ tenant, pair }, limit) {
      if (!pair) return 0
      const rows = await read(countPairs, [pairHash(tenant, pair.key, pair.value), limit])
      return Number(rows[0]?.[0])
    },
  }
}

/** There are few statements: by two orders, in two directions, with a pair and without. Values are parameters. */
function walkStatement(source: Source, { orderBy, descending }: Span): Statement {
  const direction = descending ? 'DESC' : 'ASC'
  const column = columnOf[orderBy]
  const table = source.pair ? 'thread_pairs' : 'threads'
  return {
    name: `walk_${table}_${column}_${direction}`.toLowerCase(),
    text: `SELECT ${columns} ${from(source, column)}
      ORDER BY ${table}.${column} ${direction}, ${table}.id ${direction} LIMIT $6`,
  }
}

function countStatement(source: Source, { orderBy }: Span): Statement {
  const column = columnOf[orderBy]
  return {
    name: `count_${source.pair ? 'thread_pairs' : 'threads'}_${column}`,
    text: `SELECT count(*) FROM (SELECT 1 ${from(source, column)} LIMIT $6) AS counted`,
  }
}

/** The span of an index: of the tenant's threads, or of those that have a pair. */
function from({ pair }: Source, column: string): string {
  const within = (table: string) =>
    `(${table}.${column}, ${table}.id) > ($2, $3) AND (${table}.${column}, ${table}.id) < ($4, $5)`
  return pair
    ? `FROM thread_pairs JOIN threads ON threads.tenant = $1 AND threads.id = thread_pairs.id
       WHERE thread_pairs.pair = $7 AND ${within('thread_pairs')}`
    : `FROM threads WHERE threads.tenant = $1 AND ${within('threads')}`
}

function parameters({ tenant, pair }: Source, { low, high }: Span, limit: number): unknown[] {
  const span = [tenant, low.at, textOf(low.id), high.at, textOf(high.id), limit]
  return pair ? [...span, pairHash(tenant, pair.key, pair.value)] : span
}

/** An id of a position, which a client may have made up, as a text that PostgreSQL takes. */
function textOf(id: string): string {
  const [text = ''] = id.toWellFormed().split('\0', 1)
  return text
}
