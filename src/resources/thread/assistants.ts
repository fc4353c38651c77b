import type { Subject } from '../../upstream/failure.ts'
import type { DeletedThread, Thread, ThreadInput } from './api.ts'
import { RestThreads } from './rest-threads.ts'
import { decodeDeletedThread, decodeThread, encodeThread } from './wire.ts'

/** Threads over the Assistants API. */
export class AssistantsThreads extends RestThreads {
  static readonly subject: Subject = {
    name: 'thread',
    // "Invalid 'thread_id': 'a'. Expected an ID that begins with 'thread'."
    missing: (message) => (/^Invalid 'thread_id'.* begins with 'thread/.test(message) ? 'thread' : undefined),
  }

  protected readonly path = '/threads'

  protected decode(json: unknown, id?: string): Thread {
    return decodeThread(json, id)
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
