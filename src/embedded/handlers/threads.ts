import { limits } from '../../core/limits.ts'
import type { StoredThread, ThreadStore } from '../stores/store.ts'
import { arrayTooLong, threadExists } from '../wire-error.ts'
import { haveSameContent } from './same-content.ts'
import { serializeThread, serializeThreads } from './serialize-thread.ts'
import { newThreadId, noThread } from './thread-id.ts'
import { patchMetadata } from './validate-metadata.ts'
import { validateChanges, validateNewThread, validatePatch } from './validate-thread.ts'

/** A request as the handlers see it. Each takes what it needs. */
export interface HandlerInput {
  /** The id in the path, checked by `checkId` of the endpoint; empty if there is none. */
  readonly id: string
  readonly query: URLSearchParams
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
    /** With an id of the caller's own, the same request again returns the thread, and any other is refused. */
    async createThread(tenant, { body }) {
      const now = Date.now()
      const { id = newThreadId(), ...documents } = validateNewThread(body)
      const thread = { id, createdAt: now, updatedAt: now, ...documents }
      const existing = await store.create(tenant, thread)
      if (existing && !haveSameContent(existing, thread)) throw threadExists(id)
      return serializeThread(existing ?? thread)
    },

    async getThread(tenant, { id }) {
      const threads = await store.getMany(tenant, [id])
      return serializeThread(found(id, threads.get(id)))
    },

    /** `GET /v1/threads?ids=a,b`: those of these threads that there are. OpenAI's API has no such operation. */
    async getThreads(tenant, { query }) {
      const ids = query.getAll('ids').flatMap((list) => list.split(','))
      if (ids.length > limits.idsPerLookup) throw arrayTooLong('ids', limits.idsPerLookup, ids.length)
      const threads = await store.getMany(tenant, ids)
      return serializeThreads(threads.values())
    },

    async updateThread(tenant, { id, body }) {
      return serializeThread(found(id, await store.update(tenant, id, validateChanges(body))))
    },

    /** Changes single pairs of the metadata, as RFC 7396 has it: null removes one. OpenAI's API has no such operation. */
    async patchThread(tenant, { id, body }) {
      const patch = validatePatch(body)
      const bytes = [...patch].flat().reduce((sum, text) => sum + (text?.length ?? 0), 0)
      const apply = (metadata: string) => patchMetadata(metadata, patch)
      const thread = await store.patchMetadata(tenant, id, apply, bytes)
      return serializeThread(found(id, thread))
    },

    async deleteThread(tenant, { id }) {
      if (!(await store.delete(tenant, id))) throw noThread(id)
      return JSON.stringify({ id, object: 'thread.deleted', deleted: true })
    },
  } satisfies Record<string, Handler>
}

function found(id: string, thread: StoredThread | undefined): StoredThread {
  if (thread === undefined) throw noThread(id)
  return thread
}
