import { BufferedResponse, type Fetch } from '../core/buffered-response.ts'
import { createEmbeddedApi } from './api.ts'
import type { EmbeddedCaller } from './caller.ts'
import { readInProcess } from './in-process.ts'
import { requestId } from './responses.ts'
import { withResultCode } from './stores/sqlite/sqlite-failure.ts'
import { openSqliteStore } from './stores/sqlite/sqlite-store.ts'

/** The base URL of the API for this process. */
export const embeddedUrl = 'http://embedded/v1'

/** The embedded upstream: for this process through `fetch`, for any other client through `serve`. */
export interface Embedded {
  /** Handed to the `openai` client as its `fetch`. */
  fetch: Fetch
  /** Answers a request that came over HTTP. */
  serve: (request: Request, caller: EmbeddedCaller) => Response | Promise<Response>
  /** Rejects when the store does not answer. */
  check: () => Promise<void>
  close: () => Promise<void>
}

export interface EmbeddedOptions {
  databaseUrl: string
  maxBodyBytes: number
  /** Told of each failure that was answered with 500 or 503. */
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
    async fetch(url, { method, headers, body = null }) {
      const text =
        method === 'GET'
          ? // What is wrong with the store then, the API finds again, and reports.
            await readInProcess(store, url.slice(embeddedUrl.length), headers['authorization']).catch(
              () => undefined,
            )
          : undefined
      if (text !== undefined) return new BufferedResponse(200, {}, text)
      // A client that disconnects meanwhile does not matter: reads are done at once, and a mutation is to finish.
      const response = await api.fetch(new Request(url, { method, headers, body }), {
        // The server has let this caller in, and the key may be one that nobody may send.
        authorization: headers['authorization'] ?? null,
        requestId: requestId(headers['x-request-id'] ?? null),
      })
      return new BufferedResponse(
        response.status,
        Object.fromEntries(response.headers),
        await response.text(),
      )
    },
    serve: (request, caller) => api.fetch(request, caller),
    check: () => store.check(),
    close: () => store.close(),
  }
}
