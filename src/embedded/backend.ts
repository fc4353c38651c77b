import { createEmbeddedApi } from './api.ts'
import type { EmbeddedCaller } from './caller.ts'
import { withResultCode } from './sqlite-failure.ts'
import { openSqliteStore } from './sqlite-store.ts'

interface InProcessRequest {
  method: string
  headers: Record<string, string>
  body: string | undefined
  signal: AbortSignal | undefined
}

/** The embedded upstream: for this process through `fetch`, for any other client through `serve`. */
export interface Embedded {
  /** Handed to the `openai` client as its `fetch`. */
  fetch: (url: string, request: InProcessRequest) => Promise<Response>
  /** Answers a request that came over HTTP. */
  serve: (request: Request, caller: EmbeddedCaller) => Response | Promise<Response>
  /** Rejects when the store does not answer. */
  check: () => Promise<void>
  close: () => Promise<void>
}

export interface EmbeddedOptions {
  databaseUrl: string
  maxBodyBytes: number
  /** Told of each failure that was answered with 500. */
  onError: (cause: unknown) => void
  /** Told of each durable commit: how many writes it held. */
  onCommit: (writes: number) => void
}

/**
 * Opens the store and puts the REST API before it.
 *
 * @throws Error when the store cannot be opened, with a message that says why.
 */
export function openEmbedded({ databaseUrl, maxBodyBytes, onError, onCommit }: EmbeddedOptions): Embedded {
  const store = openSqliteStore(databaseUrl, { onCommit })
  const api = createEmbeddedApi(store, { onError: (cause) => onError(withResultCode(cause)), maxBodyBytes })
  return {
    fetch: async (url, { method, headers, body = null, signal = null }) =>
      api.fetch(new Request(url, { method, headers, body, signal })),
    serve: (request, caller) => api.fetch(request, caller),
    check: () => store.check(),
    close: () => store.close(),
  }
}
