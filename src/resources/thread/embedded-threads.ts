import { type ChangeSource, ChangesEnded, type ChangesRequest } from '../../core/change-source.ts'
import { limits } from '../../core/limits.ts'
import { mapIterator } from '../../core/map-iterator.ts'
import { endOfChangesError } from '../../graphql/changes.ts'
import type { Page } from '../../graphql/page.ts'
import type { Explanation, Subject } from '../../upstream/failure.ts'
import type { Upstream } from '../../upstream/upstream.ts'
import type {
  LoadedThread,
  MetadataChanges,
  Thread,
  ThreadChange,
  ThreadFilter,
  ThreadInput,
  ThreadsRequest,
} from './api.ts'
import { AssistantsThreads } from './assistants.ts'
import { tooManyPairs } from './patch-in-turn.ts'
import {
  decodeChange,
  decodeFoundThreads,
  decodeThread,
  decodeThreads,
  encodeFilter,
  encodeThread,
} from './wire.ts'

/** Refusals that this dialect knows, by their codes. */
const explanations: Record<string, Explanation> = {
  thread_exists: {
    code: 'CONFLICT',
    message: 'There is another thread with this id: its metadata or tool resources differ.',
    extensions: { argument: 'id', path: [] },
  },
  object_above_max_properties: {
    code: 'BAD_USER_INPUT',
    message: tooManyPairs,
    extensions: { argument: 'set', path: [], limit: limits.metadata.pairs, unit: 'pairs' },
  },
}

/** Threads over the embedded server: the Assistants API, and what it has beside that. */
export class EmbeddedThreads extends AssistantsThreads {
  static override readonly subject: Subject = {
    ...AssistantsThreads.subject,
    explain: ({ code }) =>
      code !== null && Object.hasOwn(explanations, code) ? explanations[code] : undefined,
  }

  readonly #follow: ChangeSource

  constructor(upstream: Upstream, follow: ChangeSource) {
    super(upstream)
    this.#follow = follow
  }

  async changes(request: ChangesRequest): Promise<AsyncIterableIterator<ThreadChange>> {
    const { caller } = this.upstream
    const onError = (error: unknown) => (error instanceof ChangesEnded ? endOfChangesError(error) : error)
    try {
      const changes = await this.#follow(caller === '' ? null : caller, request)
      return mapIterator(changes, decodeChange, onError)
    } catch (error) {
      throw onError(error)
    }
  }

  async getMany(ids: readonly string[]): Promise<LoadedThread[]> {
    const threads = await this.upstream.read(
      (client) => client.get(`/threads?ids=${ids.join()}`),
      (response) => decodeThreads(response, ids),
    )
    return ids.map((id) => threads.get(id) ?? null)
  }

  override async list(request: ThreadsRequest): Promise<Page<Thread>> {
    const { limit, backward, where, orderBy } = request
    const [after, before] = backward ? [request.before, request.after] : [request.after, request.before]
    const body = {
      where: encodeFilter(where),
      orderBy: orderBy.field === 'CREATED_AT' ? 'createdAt' : 'updatedAt',
      descending: (orderBy.direction === 'DESC') !== backward,
      after,
      before,
      limit,
    }
    const { edges, next } = await this.upstream.read(
      (client) => client.post('/find/threads', { body }),
      decodeFoundThreads,
    )
    return { edges: backward ? edges.reverse() : edges, next }
  }

  count(where: ThreadFilter): Promise<number | null> {
    const body = { where: encodeFilter(where) }
    return this.upstream.read(
      (client) => client.post('/count/threads', { body }),
      (response) => Object(response).count,
    )
  }

  createAs(id: string, input: ThreadInput): Promise<Thread> {
    return this.upstream.mutate(
      (client) => client.post('/threads', { body: { id, ...encodeThread(input) } }),
      (response) => decodeThread(response, id),
    )
  }

  override patchMetadata(id: string, { set, unset }: MetadataChanges): Promise<Thread> {
    const metadata: Record<string, string | null> = Object.assign(Object.create(null), set)
    for (const key of unset) metadata[key] = null
    return this.upstream.mutate(
      (client) => client.patch(`/threads/${id}`, { body: { metadata } }),
      (response) => decodeThread(response, id),
      id,
    )
  }
}
