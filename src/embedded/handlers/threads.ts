import { limits } from '../../core/limits.ts'
import type { StoredThread, ThreadStore } from '../stores/store.ts'
import { arrayTooLong, threadNotFound } from '../wire-error.ts'
import { serializeThread, serializeThreads } from './serialize-thread.ts'
import { newThreadId } from './thread-id.ts'
import { validateChanges, validateNewThread } from './validate-thread.ts'

/** A request as the handlers see it. Each takes what it needs. */
export interface HandlerInput {
  /** The id in the path, checked by `checkId` of the endpoint; empty if there is none. */
  readonly id: string
  /** The threads that the query names. */
  readonly ids: readonly string[]
  /** A JSON value that nobody has looked at. */
  readonly body: unknown
}

/**
 * Does what a request asks for, for one tenant (see `tenantOf`), and resolves with JSON text. It knows nothing of HTTP.
 *
 * @throws WireError for a refusal; anything else is a failure of the store.
 */
export type Handler = (tenant: string, input: HandlerInput) => Promise<string>

/** The operations on threads, on a store. */
export function threadHandlers(store: ThreadStore) {
  return {
    async createThread(tenant, { body }) {
      const documents = validateNewThread(body)
      const thread = { id: newThreadId(), createdAt: Math.floor(Date.now() / 1000), ...documents }
      await store.create(tenant, thread)
      return serializeThread(thread)
    },

    async getThread(tenant, { id }) {
      const threads = await store.getMany(tenant, [id])
      return serializeThread(found(id, threads.get(id)))
    },

    /** Lists those threads that there are. OpenAI's API has no such operation. */
    async getThreads(tenant, { ids }) {
      if (ids.length > limits.idsPerLookup) throw arrayTooLong('ids', limits.idsPerLookup, ids.length)
      const threads = await store.getMany(tenant, ids)
      return serializeThreads(threads.values())
    },

    async updateThread(tenant, { id, body }) {
      return serializeThread(found(id, await store.update(tenant, id, validateChanges(body))))
    },

    async deleteThread(tenant, { id }) {
      if (!(await store.delete(tenant, id))) throw threadNotFound(id)
      return JSON.stringify({ id, object: 'thread.deleted', deleted: true })
    },
  } satisfies Record<string, Handler>
}

function found(id: string, thread: StoredThread | undefined): StoredThread {
  if (thread === undefined) throw threadNotFound(id)
  return thread
}
