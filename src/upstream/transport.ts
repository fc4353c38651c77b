import { type Dispatcher, errors, Pool } from 'undici'
import { limits } from '../limits.ts'
import { retryReads } from './retry.ts'
import { DEADLINE, TransportError } from './transport-error.ts'

export interface TransportOptions {
  /** Where the upstream is, up to and including `/v1`. */
  baseURL: string
  /** Requests in flight at once; the rest wait for their turn, within their deadline. */
  concurrency: number
  /** Milliseconds that one call may take in all: waiting, connecting, retries and reading the answer. */
  timeoutMs: number
}

/** What carries the client's requests to an upstream. */
export interface Backend {
  /** Handed to the `openai` client as its `fetch`. */
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Rejects when the upstream does not answer; for `/ready`. */
  check: () => Promise<void>
  /** Finishes what is in flight and lets go of connections and files. */
  close: () => Promise<void>
}

/** `check` gives up after this many milliseconds: an orchestrator asks often and has a deadline of its own. */
const CHECK_TIMEOUT_MS = 2000

/**
 * A transport to a remote upstream: one pool of kept-alive connections, one deadline for a call, a cap on
 * the answer, no redirects, and retries for reads alone.
 *
 * @throws TransportError from `fetch` where no whole answer came.
 */
export function createTransport({ baseURL, concurrency, timeoutMs }: TransportOptions): Backend {
  const { origin } = new URL(baseURL)
  const pool = new Pool(origin, {
    connections: concurrency,
    // One request on a connection at a time: a slow answer never stands in front of another.
    pipelining: 1,
    // The one deadline below covers these, and knows whether a request was sent.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeoutMs,
  })

  async function fetch(url: string, init: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(url)
    const request: Dispatcher.DispatchOptions = {
      path: pathname + search,
      method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: Object.fromEntries(new Headers(init.headers)),
      // The client serialises every body that this project sends.
      body: typeof init.body === 'string' ? init.body : null,
    }
    const deadline = Date.now() + timeoutMs
    const cancel = new AbortController()
    const timer = setTimeout(() => cancel.abort(DEADLINE), timeoutMs)
    const onAbort = () => cancel.abort(init.signal?.reason)
    init.signal?.addEventListener('abort', onAbort, { once: true })
    if (init.signal?.aborted) onAbort()
    try {
      const send = () => exchange(pool, request, cancel.signal)
      return request.method === 'GET' ? await retryReads(send, deadline, cancel.signal) : await send()
    } finally {
      clearTimeout(timer)
      init.signal?.removeEventListener('abort', onAbort)
    }
  }

  return {
    fetch,
    async check() {
      // Any answer will do, an error too: what counts is that someone is there.
      await fetch(baseURL, { method: 'HEAD', signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) })
    },
    close: () => pool.close(),
  }
}

/** Sends one request and reads its whole answer. `signal.reason` is `DEADLINE` where that is why. */
function exchange(pool: Pool, request: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let status = 0
    let headers: Dispatcher.ResponseData['headers'] = {}
    const chunks: Uint8Array[] = []
    let bytes = 0

    const fail = (error: unknown) => {
      signal.removeEventListener('abort', onAbort)
      reject(error)
    }
    const stop = (error: Error) => {
      fail(error)
      controller?.abort(error)
    }
    const onAbort = () => {
      stop(
        signal.reason === DEADLINE
          ? new TransportError('deadline', { sent: controller !== undefined })
          : signal.reason,
      )
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })

    pool.dispatch(request, {
      onRequestStart(started) {
        // The pool cannot take back a request that waits for a connection; it is dropped when its turn comes.
        if (signal.aborted) return started.abort(signal.reason)
        controller = started
      },
      onResponseStart(_, statusCode, responseHeaders) {
        status = statusCode
        headers = responseHeaders
      },
      onResponseData(_, chunk) {
        bytes += chunk.length
        if (bytes > limits.upstreamResponseBytes) stop(new TransportError('too-large', { sent: true }))
        else chunks.push(chunk)
      },
      onResponseEnd() {
        // Above 599 there is no HTTP status, and `Response` takes none.
        if (status > 599) return fail(new TransportError('malformed', { sent: true }))
        signal.removeEventListener('abort', onAbort)
        resolve(toResponse(status, headers, Buffer.concat(chunks)))
      },
      onResponseError(_, error) {
        const malformed =
          error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError
        fail(
          new TransportError(malformed ? 'malformed' : 'connection', {
            sent: controller !== undefined,
            reason: error,
          }),
        )
      },
    })
  })
}

function toResponse(
  status: number,
  headers: Dispatcher.ResponseData['headers'],
  body: Uint8Array<ArrayBuffer>,
): Response {
  const list = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  )
  // An answer of these has no body, and `Response` refuses even an empty one.
  const bodyless = status === 204 || status === 205 || status === 304
  return new Response(bodyless ? null : body, { status, headers: list })
}
