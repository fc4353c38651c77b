import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { Position, StoredThread, ThreadFilter, ThreadOrder } from '../store.ts'
import { pairHash } from './pair-hash.ts'

/** The columns of a thread, in a query that calls its table `threads`. */
export const columns =
  'threads.id, threads.created_ms, threads.updated_ms, threads.metadata, threads.tool_resources'

/** A part of an order, both ends excluded. */
export interface Span {
  orderBy: ThreadOrder
  descending: boolean
  low: Position
  high: Position
}

/** Where the walk over a tenant's threads goes: over all of them, or over those with one pair of metadata. */
export interface Source {
  tenant: string
  pair?: { key: string; value: string } | undefined
}

/** The indices of a tenant's threads. Each method reads a bounded number of entries. */
export interface ThreadIndex {
  /** The threads of a span, in its order. Those that a pair leads to may have another one: see `pairHash`. */
  walk(source: Source, span: Span, limit: number): StoredThread[]
  /** How many threads a span has, counted up to `limit`. */
  count(source: Source, span: Span, limit: number): number
  /** The pair of a filter that the fewest threads have; undefined where it has none. */
  rarestPair(tenant: string, where: ThreadFilter): Source['pair']
}

/** How far pairs are counted to find the rarest. */
const MAX_COUNTED = 1000

const columnOf = { createdAt: 'created_ms', updatedAt: 'updated_ms' } as const

export function createThreadIndex(database: DatabaseSync): ThreadIndex {
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
    walk(source, span, limit) {
      const direction = span.descending ? 'DESC' : 'ASC'
      const column = columnOf[span.orderBy]
      const table = source.pair ? 'thread_pairs' : 'threads'
      const sql = `SELECT ${columns} ${from(source, column)}
        ORDER BY ${table}.${column} ${direction}, ${table}.id ${direction} LIMIT :limit`
      return prepare(sql)
        .all(parameters(source, span, limit))
        .map(toThread)
    },

    count(source, span, limit) {
      const column = columnOf[span.orderBy]
      const sql = `SELECT count(*) AS n FROM (SELECT 1 ${from(source, column)} LIMIT :limit)`
      return Number(prepare(sql).get(parameters(source, span, limit))?.['n'])
    },

    rarestPair(tenant, { metadata = {} }) {
      const pairs = Object.entries(metadata).map(([key, value]) => ({ key, value }))
      if (pairs.length < 2) return pairs[0]
      const countPair = prepare(
        'SELECT count(*) AS n FROM (SELECT 1 FROM thread_pairs WHERE pair = :pair LIMIT :limit)',
      )
      const counted = pairs.map((pair) => {
        const hash = pairHash(tenant, pair.key, pair.value)
        return { pair, n: Number(countPair.get({ pair: hash, limit: MAX_COUNTED })?.['n']) }
      })
      return counted.reduce((rarest, next) => (next.n < rarest.n ? next : rarest)).pair
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
