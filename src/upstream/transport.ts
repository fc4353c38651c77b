import { type Dispatcher, Pool } from 'undici'
import { exchange } from './exchange.ts'
import { createGate, NO_TURN } from './gate.ts'
import { retryReads } from './retry.ts'
import { abortedError, DEADLINE, TransportError } from './transport-error.ts'
import type { Fetch, WholeRequest } from './whole-response.ts'

export interface TransportOptions {
  /** Where the upstream is, up to and including `/v1`. */
  baseURL: string
  /** Requests in flight at once; the rest wait for their turn, for at most half of their time. */
  concurrency: number
  /** Milliseconds that one call may take in all: waiting, connecting, retries and reading the answer. */
  timeoutMs: number
}

/** What carries the client's requests to an upstream. */
export interface Backend {
  /** Handed to the `openai` client as its `fetch`. */
  fetch: Fetch
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
  // The pool has a queue of its own, but a request cannot leave it before it has got a connection: thousands
  // that gave up would still stand in front of those that have time left.
  const gate = createGate(concurrency)
  const pool = new Pool(origin, {
    connections: concurrency,
    // One request on a connection at a time: a slow answer never stands in front of another.
    pipelining: 1,
    // HTTP/2 would put a hundred on each connection.
    allowH2: false,
    // The one deadline below covers these, and knows whether a request was sent.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeoutMs,
  })
  const calls = new Set<Promise<Response>>()

  async function attempt(
    request: Dispatcher.DispatchOptions,
    deadline: number,
    signal: AbortSignal,
  ): Promise<Response> {
    // Half of the time is kept for the answer. Under a load that lasts, those whose turn it is have waited for
    // as long as one may; with no time left then, each would be sent in vain, and none ever answered.
    const patience = (deadline - Date.now()) / 2
    const leave = await gate.enter(signal, patience).catch((reason: unknown) => {
      throw reason === NO_TURN
        ? new TransportError('no-turn', { sent: false })
        : abortedError(signal, { sent: false })
    })
    return exchange(pool, request, signal).finally(leave)
  }

  async function carry(url: string, { method, headers, body, signal }: WholeRequest): Promise<Response> {
    const { pathname, search } = new URL(url)
    const request = { path: pathname + search, method, headers, body: body ?? null }
    const deadline = Date.now() + timeoutMs
    const cancel = new AbortController()
    const timer = setTimeout(() => cancel.abort(DEADLINE), timeoutMs)
    const onAbort = () => cancel.abort(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted) onAbort()
    try {
      const send = () => attempt(request, deadline, cancel.signal)
      return method === 'GET' ? await retryReads(send, deadline, cancel.signal) : await send()
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  async function fetch(url: string, request: WholeRequest): Promise<Response> {
    const call = carry(url, request)
    calls.add(call)
    try {
      return await call
    } finally {
      calls.delete(call)
    }
  }

  async function close(): Promise<void> {
    // The pool knows nothing of those that wait for their turn, or to try again.
    await Promise.allSettled(calls)
    await pool.close()
  }
  let closed: Promise<void> | undefined

  return {
    fetch,
    async check() {
      // Any answer will do, an error too: what counts is that someone is there.
      const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS)
      await fetch(baseURL, { method: 'HEAD', headers: {}, body: undefined, signal })
    },
    close() {
      closed ??= close()
      return closed
    },
  }
}
