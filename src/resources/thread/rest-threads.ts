import { codeOf } from '../../core/errors.ts'
import type { Page } from '../../graphql/page.ts'
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
import { inTurn, patchedMetadata } from './patch-in-turn.ts'
import { listThreads } from './rest-list.ts'

/** What the dialects of REST have in common: a thread has a path, and is read and written whole. */
export abstract class RestThreads implements ThreadsApi {
  protected readonly upstream: Upstream
  /** Where threads are, for instance `/threads`. */
  protected abstract readonly path: string

  constructor(upstream: Upstream) {
    this.upstream = upstream
  }

  /** @throws BadResponse when a response is not the thread that was asked for. */
  protected abstract decode(json: unknown, id?: string): Thread

  abstract create(input: ThreadInput): Promise<Thread>
  abstract update(id: string, changes: ThreadInput): Promise<Thread>
  abstract delete(id: string): Promise<DeletedThread>

  async getEach(ids: readonly string[]): Promise<LoadedThread[]> {
    const threads = await this.#readEach(ids)
    return threads.map((thread) => (codeOf(thread) === 'NOT_FOUND' ? null : thread))
  }

  /** `GET` of the path itself, which some servers have. */
  list(request: ThreadsRequest): Promise<Page<Thread>> {
    return listThreads(this.upstream, request, { path: this.path, decode: (json) => this.decode(json) })
  }

  /** The wire has no such call: one read and one write, in turn with those of this process for the same thread. */
  patchMetadata(id: string, { set, unset }: MetadataChanges): Promise<Thread> {
    return inTurn(`${id} ${this.upstream.caller}`, async () => {
      const { metadata } = await this.read(id)
      return this.update(id, { metadata: patchedMetadata(metadata ?? {}, { set, unset }) })
    })
  }

  /** @throws NOT_FOUND where there is none. */
  protected async read(id: string): Promise<Thread> {
    const [thread] = await this.#readEach([id])
    if (!thread || thread instanceof Error) throw thread ?? new Error('a read returned nothing')
    return thread
  }

  /**
   * By the client's `get`: a list has hundreds of them, and `retrieve` builds headers anew for each. Ids that the `ID`
   * scalar has accepted need no encoding in a path.
   */
  #readEach(ids: readonly string[]): Promise<(Thread | Error)[]> {
    return this.upstream.readEach(
      ids,
      (id) => (client) => client.get(`${this.path}/${id}`),
      (json, id) => this.decode(json, id),
    )
  }
}
