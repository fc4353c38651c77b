import type OpenAI from 'openai'
import { codeOf } from '../../core/errors.ts'
import type { Subject } from '../../upstream/failure.ts'
import type { Upstream } from '../../upstream/upstream.ts'
import type { DeletedThread, LoadedThread, Thread, ThreadInput, ThreadsApi } from './api.ts'
import { decodeDeletedThread, decodeThread, decodeThreads, encodeThread } from './wire.ts'

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

  delete(id: string): Promise<DeletedThread> {
    return this.upstream.mutate(
      (client) => client.beta.threads.delete(id),
      (response) => decodeDeletedThread(response, id),
      id,
    )
  }
}

/** The same over the embedded server, which reads many threads with one call: `GET /threads?ids=…`. */
export class EmbeddedThreads extends AssistantsThreads {
  async getMany(ids: readonly string[]): Promise<LoadedThread[]> {
    const threads = await this.upstream.read(
      (client) => client.get<{ data: WireThread[] }>(`/threads?ids=${ids.join()}`),
      (response) => decodeThreads(response, ids),
    )
    return ids.map((id) => threads.get(id) ?? null)
  }
}
