import { setImmediate } from 'node:timers/promises'
import { matches, needsScan } from './matches.ts'
import type {
  Position,
  StoredThread,
  ThreadFilter,
  ThreadOrder,
  ThreadPage,
  ThreadQuery,
  TimeRange,
} from './store.ts'

/** Threads that one page or one count looks at, where no index answers all conditions. */
const MAX_SCANNED = 20_000
/** Threads that are looked at at once: between two of these, the event loop gets to everything else. */
const SLICE = 256
/** Threads that are counted where an index answers all conditions. */
const MAX_COUNTED = 100_000

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
  walk(source: Source, span: Span, limit: number): Promise<StoredThread[]>
  /** How many threads a span has, counted up to `limit`. */
  count(source: Source, span: Span, limit: number): Promise<number>
  /** How many threads have a pair, counted up to `limit`. */
  countPair(pair: Required<Source>, limit: number): Promise<number>
}

/** How far pairs are counted to find the rarest. */
const MAX_COUNTED_OF_PAIR = 1000

/** Finds threads by filters, over the indices of a store. */
export function createFinder(index: ThreadIndex) {
  /** Gives the threads of a span that match, slice by slice, and whether it came to the end of the span. */
  async function scan(
    source: Source,
    span: Span,
    where: ThreadFilter,
    onMatch: (thread: StoredThread) => boolean,
    slice: number,
  ): Promise<Position | undefined> {
    let rest = span
    for (let scanned = 0; ; scanned += slice) {
      const threads = await index.walk(source, rest, slice)
      for (const thread of threads) {
        const isEnough = matches(thread, where) && onMatch(thread)
        if (isEnough) return undefined
      }
      const last = threads.at(-1)
      if (!last || threads.length < slice) return undefined
      const position = positionOf(last, span.orderBy)
      if (scanned + slice >= MAX_SCANNED) return position
      rest = behind(position, rest)
      await setImmediate()
    }
  }

  /** All threads, or those that have the rarest pair of the filter. */
  async function sourceOf(tenant: string, { metadata = {} }: ThreadFilter): Promise<Source> {
    const pairs = Object.entries(metadata).map(([key, value]) => ({ key, value }))
    if (pairs.length < 2) return { tenant, pair: pairs[0] }
    const counts = await Promise.all(
      pairs.map((pair) => index.countPair({ tenant, pair }, MAX_COUNTED_OF_PAIR)),
    )
    return { tenant, pair: pairs[counts.indexOf(Math.min(...counts))] }
  }

  return {
    async find(tenant: string, query: ThreadQuery): Promise<ThreadPage> {
      const { where = {}, orderBy, limit } = query
      const source = await sourceOf(tenant, where)
      const threads: StoredThread[] = []
      // One more says whether there is a next page.
      const onMatch = (thread: StoredThread) => threads.push(thread) > limit
      const slice = isIndexed(where, orderBy) ? limit + 1 : Math.max(SLICE, limit + 1)
      const stopped = await scan(source, spanOf(query), where, onMatch, slice)
      if (threads.length <= limit) return { threads, next: stopped }
      const page = threads.slice(0, limit)
      const last = page.at(-1)
      return { threads: page, next: last && positionOf(last, orderBy) }
    },

    async count(tenant: string, where: ThreadFilter): Promise<number | undefined> {
      const source = await sourceOf(tenant, where)
      const orderBy = where.updatedAt ? 'updatedAt' : 'createdAt'
      const span = spanOf({ where, orderBy, descending: false, limit: 0 })
      if (isIndexed(where, orderBy)) {
        const counted = await index.count(source, span, MAX_COUNTED + 1)
        return counted > MAX_COUNTED ? undefined : counted
      }
      let counted = 0
      const onMatch = () => {
        counted++
        return false
      }
      const stopped = await scan(source, span, where, onMatch, SLICE)
      return stopped ? undefined : counted
    },
  }
}

/** Whether a walk in this order meets no thread that the filter refuses. */
function isIndexed(where: ThreadFilter, orderBy: ThreadOrder): boolean {
  const otherRange = orderBy === 'createdAt' ? where.updatedAt : where.createdAt
  return !needsScan(where) && !otherRange && Object.keys(where.metadata ?? {}).length <= 1
}

const first: Position = { at: Number.MIN_SAFE_INTEGER, id: '' }
const last: Position = { at: Number.MAX_SAFE_INTEGER, id: '' }

/** The span of a query: behind `after`, before `before`, and within the range of the time that it is ordered by. */
function spanOf({ where = {}, orderBy, descending, after, before }: ThreadQuery): Span {
  const { from, until }: TimeRange = where[orderBy] ?? {}
  const [low = first, high = last] = descending ? [before, after] : [after, before]
  // No id is empty: what has just this time is behind such a position.
  const earliest = from === undefined ? first : { at: from, id: '' }
  const latest = until === undefined ? last : { at: until, id: '' }
  return {
    orderBy,
    descending,
    low: isBefore(low, earliest) ? earliest : low,
    high: isBefore(latest, high) ? latest : high,
  }
}

/** What is left of a span behind a position. */
function behind(position: Position, span: Span): Span {
  return span.descending ? { ...span, high: position } : { ...span, low: position }
}

function isBefore(a: Position, b: Position): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}

function positionOf(thread: StoredThread, orderBy: ThreadOrder): Position {
  return { at: thread[orderBy], id: thread.id }
}
