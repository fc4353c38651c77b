import { createEmbeddedApi } from './api.ts'
import { openSqliteStore } from './sqlite-store.ts'

/** The embedded upstream: for this process through `fetch`, for any other client through `serve`. */
export interface Embedded {
  /** Handed to the `openai` client as its `fetch`. */
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Answers a request that came over HTTP. */
  serve: (request: Request) => Response | Promise<Response>
  /** Rejects when the store does not answer. */
  check: () => Promise<void>
  close: () => Promise<void>
}

/**
 * Opens the store and puts the REST API before it.
 *
 * @throws Error when the store cannot be opened, with a message that says why.
 */
export function openEmbedded(databaseUrl: string, onError: (cause: unknown) => void): Embedded {
  const store = openSqliteStore(databaseUrl)
  const api = createEmbeddedApi(store, { onError })
  return {
    fetch: async (url, init) => api.fetch(new Request(url, init)),
    serve: (request) => api.fetch(request),
    check: () => store.check(),
    close: () => store.close(),
  }
}
