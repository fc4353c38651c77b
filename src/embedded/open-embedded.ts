import type { Fetch } from '../core/buffered-response.ts'
import type { ChangeSource } from '../core/change-source.ts'
import { createEmbeddedApi } from './api.ts'
import type { EmbeddedCaller } from './caller.ts'
import { createChangeFeed } from './changes/feed.ts'
import { embeddedUrl, fetchInProcess } from './in-process.ts'
import type { OnError } from './refusal.ts'
import { routesOf } from './routes.ts'
import { openStore } from './stores/open.ts'
import type { StoreOptions } from './stores/store.ts'

/** The embedded upstream: for this process through `fetch`, for any other client through `serve`. */
export interface Embedded {
  /** Up to and including `/v1`, for `fetch`. */
  baseURL: string
  /** Handed to the `openai` client as its `fetch`. */
  fetch: Fetch
  /** Responds to a request that came over HTTP. */
  serve: (request: Request, caller: EmbeddedCaller) => Response | Promise<Response>
  /** Follows changes of threads. */
  follow: ChangeSource
  /** Ends all who follow changes, and takes no new ones. */
  endChanges: () => void
  /** Rejects when the store does not respond. */
  check: () => Promise<void>
  close: () => Promise<void>
}

export interface EmbeddedOptions {
  databaseUrl: string
  /** Of a request over HTTP. */
  maxBodyBytes: number
  onError: OnError
  store: StoreOptions
}

/**
 * Opens the store, and puts the operations on it before this process and before `/v1`.
 *
 * @throws Error when the store cannot be opened, with a message that says why.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { databaseUrl, maxBodyBytes, onError } = options
  const store = await openStore(databaseUrl, options.store)
  const feed = createChangeFeed(store, onError)
  const routes = routesOf(store)
  const api = createEmbeddedApi(routes, { onError, maxBodyBytes })
  return {
    baseURL: embeddedUrl,
    fetch: fetchInProcess(routes, onError),
    serve: (request, caller) => api.fetch(request, caller),
    follow: feed.follow,
    endChanges: feed.close,
    check: () => store.check(),
    close() {
      feed.close()
      return store.close()
    },
  }
}
