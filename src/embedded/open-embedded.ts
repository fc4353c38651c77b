import { asResponse, type Fetch, WholeResponse } from '../core/buffered-response.ts'
import { createEmbeddedApi } from './api.ts'
import type { EmbeddedCaller } from './caller.ts'
import { readInProcess } from './in-process.ts'
import { requestId } from './responses.ts'
import { openStore } from './stores/open.ts'

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
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { databaseUrl, maxBodyBytes, onError, onCommit } = options
  const store = await openStore(databaseUrl, { onCommit })
  const api = createEmbeddedApi(store, { onError, maxBodyBytes })
  return {
    async fetch(url, { method, headers, body = null }) {
      const text =
        method === 'GET'
          ? // What is wrong with the store then, the API finds again, and reports.
            await readInProcess(store, url.slice(embeddedUrl.length), headers['authorization']).catch(
              () => undefined,
            )
          : undefined
      if (text !== undefined) return asResponse(new WholeResponse(200, {}, text))
      // A client that disconnects meanwhile does not matter: reads are done at once, and a mutation is to finish.
      return api.fetch(new Request(url, { method, headers, body }), {
        // The server has let this caller in, and the key may be one that nobody may send.
        authorization: headers['authorization'] ?? null,
        requestId: requestId(headers['x-request-id'] ?? null),
      })
    },
    serve: (request, caller) => api.fetch(request, caller),
    check: () => store.check(),
    close: () => store.close(),
  }
}
