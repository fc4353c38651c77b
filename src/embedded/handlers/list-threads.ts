import type { Position, StoredThread, ThreadFilter, ThreadQuery, ThreadStore } from '../stores/store.ts'
import { searchTooLarge } from '../wire-error.ts'
import { parseListQuery } from './list-query.ts'
import { serializeThreads } from './serialize-thread.ts'
import { noThread } from './thread-id.ts'
import type { Handler } from './threads.ts'

/** Searches for one page, each of which looks at a bounded number of threads. */
const MAX_ROUNDS = 10

/** What this process asks for beside what the API has. */
type FindThreads = ThreadQuery & { where: ThreadFilter }

/** The operations that find threads, on a store. */
export function listHandlers(store: ThreadStore) {
  /** Where a thread stands in the order of the list. */
  async function positionOf(tenant: string, id: string | undefined): Promise<Position | undefined> {
    if (id === undefined) return undefined
    const thread = (await store.getMany(tenant, [id])).get(id)
    if (!thread) throw noThread(id)
    return { at: thread.createdAt, id }
  }

  /** A page that is full where there are enough threads: a client goes on behind its last one. */
  async function fullPage(tenant: string, query: ThreadQuery) {
    const threads: StoredThread[] = []
    let { after } = query
    let rounds = 0
    do {
      if (rounds++ === MAX_ROUNDS) throw searchTooLarge()
      const page = await store.find(tenant, { ...query, after, limit: query.limit - threads.length })
      threads.push(...page.threads)
      after = page.next
    } while (after && threads.length < query.limit)
    return { threads, hasMore: after !== undefined }
  }

  return {
    /** `GET /v1/threads`, in the form of the API's other lists. OpenAI's API has no such list. */
    async listThreads(tenant, { query }) {
      const { limit, descending, metadata, ...ids } = parseListQuery(query)
      const [after, before] = await Promise.all([
        positionOf(tenant, ids.after),
        positionOf(tenant, ids.before),
      ])
      // With `before` alone, those right before it: they are found from there.
      const isBackward = before !== undefined && after === undefined
      const { threads, hasMore } = await fullPage(tenant, {
        where: { metadata },
        orderBy: 'createdAt',
        descending: descending !== isBackward,
        after: isBackward ? before : after,
        before: isBackward ? undefined : before,
        limit,
      })
      if (isBackward) threads.reverse()
      const [first, last] = [threads.at(0), threads.at(-1)]
      return serializeThreads(threads, {
        first_id: first?.id ?? null,
        last_id: last?.id ?? null,
        has_more: hasMore,
      })
    },

    /** A page for this process: `at` has the time of each thread that the order goes by. */
    async findThreads(tenant, { body }) {
      const query = body as FindThreads
      const { threads, next = null } = await store.find(tenant, { ...query, where: inSeconds(query.where) })
      return serializeThreads(threads, { at: threads.map((thread) => thread[query.orderBy]), next })
    },

    async countThreads(tenant, { body }) {
      const { where } = body as Pick<FindThreads, 'where'>
      return JSON.stringify({ count: (await store.count(tenant, inSeconds(where))) ?? null })
    },
  } satisfies Record<string, Handler>
}

/** A filter as callers mean it: to them, threads are created at whole seconds. */
function inSeconds({ createdAt, ...where }: ThreadFilter): ThreadFilter {
  if (!createdAt) return where
  const roundUp = (ms: number | undefined) => (ms === undefined ? undefined : Math.ceil(ms / 1000) * 1000)
  return { ...where, createdAt: { from: roundUp(createdAt.from), until: roundUp(createdAt.until) } }
}
