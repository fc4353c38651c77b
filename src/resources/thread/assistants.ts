import type OpenAI from 'openai'
import { codeOf } from '../../core/errors.ts'
import type { Page } from '../../graphql/page.ts'
import type { Subject } from '../../upstream/failure.ts'
import type { Upstream } from '../../upstream/upstream.ts'
import type {
  DeletedThread,
  LoadedThread,
  MetadataChanges,
  Thread,
  ThreadInput,
  ThreadsApi,
  ThreadsRequest,
} from './api.ts'
import { listByIds } from './assistants-list.ts'
import { inTurn, patchedMetadata } from './patch-in-turn.ts'
import { decodeDeletedThread, decodeThread, encodeThread } from './wire.ts'

type WireThread = OpenAI.Beta.Thread

/**
 * Threads over the Assistants API. Reads go by the client's `get`, with the type of its `retrieve`: a list has hundreds
 * of them, and `retrieve` builds headers anew for each. Ids that the `ID` scalar has accepted need no encoding in a path.
 */
export class AssistantsThreads implements ThreadsApi {
  static readonly subject: Subject = {
    name: 'thread',
    // "Invalid 'thread_id': 'a'. Expected an ID that begins with 'thread'."
    missing: (message) => (/^Invalid 'thread_id'.* begins with 'thread/.test(message) ? 'thread' : undefined),
  }

  protected readonly upstream: Upstream

  constructor(upstream: Upstream) {
    this.upstream = upstream
  }

  async getEach(ids: readonly string[]): Promise<LoadedThread[]> {
    const threads = await this.upstream.readEach(
      ids,
      (id) => (client) => client.get<WireThread>(`/threads/${id}`),
      decodeThread,
    )
    return threads.map((thread) => (codeOf(thread) === 'NOT_FOUND' ? null : thread))
  }

  /** `GET /threads`, which some servers have: see `assistants-list.ts`. */
  list(request: ThreadsRequest): Promise<Page<Thread>> {
    return listByIds(this.upstream, request)
  }

  create(input: ThreadInput): Promise<Thread> {
    return this.upstream.mutate(
      (client) => client.beta.threads.create(encodeThread(input)),
      (response) => decodeThread(response),
    )
  }

  update(id: string, changes: ThreadInput): Promise<Thread> {
    return this.upstream.mutate(
      (client) => client.beta.threads.update(id, encodeThread(changes)),
      (response) => decodeThread(response, id),
      id,
    )
  }

  /** The wire has no such call: one read and one write, in turn with those of this process for the same thread. */
  patchMetadata(id: string, { set, unset }: MetadataChanges): Promise<Thread> {
    return inTurn(`${id} ${this.upstream.caller}`, async () => {
      const [thread] = await this.upstream.readEach(
        [id],
        () => (client) => client.get<WireThread>(`/threads/${id}`),
        decodeThread,
      )
      if (!thread || thread instanceof Error) throw thread ?? new Error('a read returned nothing')
      return this.update(id, { metadata: patchedMetadata(thread.metadata ?? {}, { set, unset }) })
    })
  }

  delete(id: string): Promise<DeletedThread> {
    return this.upstream.mutate(
      (client) => client.beta.threads.delete(id),
      (response) => decodeDeletedThread(response, id),
      id,
    )
  }
}
