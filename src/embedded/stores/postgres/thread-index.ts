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
    async walk({ tenant, pair }, span, limit) {
      const rows = await (pair
        ? read(walkPair(span), [...bounds(hashOf(tenant, pair), span, limit), tenant])
        : read(walkTenant(span), bounds(tenant, span, limit)))
      return rows.map(toThread)
    },

    async count({ tenant, pair }, span, limit) {
      const rows = await (pair
        ? read(count('thread_pairs', 'pair', span), bounds(hashOf(tenant, pair), span, limit))
        : read(count('threads', 'tenant', span), bounds(tenant, span, limit)))
      return Number(rows[0]?.[0])
    },

    async countPair({ tenant, pair }, limit) {
      if (!pair) return 0
      const rows = await read(countPairs, [hashOf(tenant, pair), limit])
      return Number(rows[0]?.[0])
    },
  }
}

/*
 * There are few statements: by two orders, in two directions, with a pair and without. Values are parameters. Where it
 * begins is $1: a tenant, or a pair of one.
 */

function walkTenant(span: Span): Statement {
  return {
    name: `walk_threads_${nameOf(span)}`,
    text: `SELECT ${columns} FROM threads WHERE threads.tenant = $1 AND ${within('threads', span)}`,
  }
}

function walkPair(span: Span): Statement {
  return {
    name: `walk_thread_pairs_${nameOf(span)}`,
    text: `SELECT ${columns} FROM thread_pairs JOIN threads ON threads.tenant = $7 AND threads.id = thread_pairs.id
      WHERE thread_pairs.pair = $1 AND ${within('thread_pairs', span)}`,
  }
}

/** Of what a pair leads to, nothing is looked at again: a wrong count takes two pairs with one hash. */
function count(table: string, key: string, span: Span): Statement {
  return {
    name: `count_${table}_${nameOf(span)}`,
    text: `SELECT count(*) FROM (
      SELECT 1 FROM ${table} WHERE ${table}.${key} = $1 AND ${within(table, span)}
    ) AS counted`,
  }
}

function nameOf({ orderBy, descending }: Span): string {
  return `${columnOf[orderBy]}_${descending ? 'desc' : 'asc'}`
}

/** A part of an index, in its order. */
function within(table: string, { orderBy, descending }: Span): string {
  const [at, id, direction] = [`${table}.${columnOf[orderBy]}`, `${table}.id`, descending ? 'DESC' : 'ASC']
  return `(${at}, ${id}) > ($2, $3) AND (${at}, ${id}) < ($4, $5)
    ORDER BY ${at} ${direction}, ${id} ${direction} LIMIT $6`
}

function bounds(from: string | number, { low, high }: Span, limit: number): unknown[] {
  return [from, low.at, textOf(low.id), high.at, textOf(high.id), limit]
}

function hashOf(tenant: string, { key, value }: NonNullable<Source['pair']>): number {
  return pairHash(tenant, key, value)
}

/** An id of a position, which a client may have made up, as a text that PostgreSQL takes. */
function textOf(id: string): string {
  const [text = ''] = id.toWellFormed().split('\0', 1)
  return text
}
