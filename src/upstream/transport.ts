import { type Dispatcher, Pool } from 'undici'
import type { Fetch, WholeRequest } from '../whole-response.ts'
import { CallTime } from './call-time.ts'
import { exchange, type Outcome } from './exchange.ts'
import { createGate } from './gate.ts'
import { pauseBeforeRetry } from './retry.ts'
import { SharedReads } from './shared-reads.ts'

export interface TransportOptions {
  /**
   * Whether reads of the same thing, with the same credential, that are in flight at the same moment are one
   * request. None is shared with a caller who asked after a write to that thing was answered. Default: true.
   */
  shareReads?: boolean
  /** Told of each read that needed no request of its own. */
  onShared?: () => void
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
  /** Whether it reads many threads with one request: `GET /threads?ids=thread_a,thread_b`. */
  readsMany: boolean
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
export function createTransport({
  baseURL,
  concurrency,
  timeoutMs,
  shareReads = true,
  onShared,
}: TransportOptions): Backend {
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
  const reads = new SharedReads()
  let inFlight = 0
  let onIdle: (() => void) | undefined

  /** Sends until there is an answer, or trying again is of no use. */
  async function carry(request: Dispatcher.DispatchOptions, time: CallTime): Promise<Outcome> {
    inFlight++
    try {
      for (let tries = 0; ; tries++) {
        // Half of the time is kept for the answer. Under a load that lasts, those whose turn it is have waited for
        // as long as one may; with no time left then, each would be sent in vain, and none ever answered.
        const refusal = gate.tryEnter() ? undefined : await gate.enter(time, (time.deadline - Date.now()) / 2)
        if (refusal) return refusal
        const outcome = await exchange(pool, request, time)
        gate.leave()
        const pause = request.method === 'GET' ? pauseBeforeRetry(outcome, tries) : undefined
        // Never past the deadline: the last answer stands then.
        if (pause === undefined || Date.now() + pause >= time.deadline) return outcome
        await time.pause(pause)
      }
    } finally {
      time.release()
      if (--inFlight === 0) onIdle?.()
    }
  }

  async function fetch(url: string, { method, headers, body, signal }: WholeRequest): Promise<Response> {
    const isRead = method === 'GET'
    const credential = headers['authorization']
    let call = isRead && shareReads ? reads.find(url, credential) : undefined
    if (call) {
      onShared?.()
      call.time.join(signal)
    } else {
      const time = new CallTime(timeoutMs, signal)
      // Every URL of the client begins with the base URL.
      const path = url.slice(origin.length)
      const outcome = carry({ path, method, headers, body: body ?? null }, time)
      call = { credential, time, outcome }
      if (isRead) reads.add(url, call)
    }
    const outcome = await call.outcome
    if (isRead) reads.remove(url, call)
    // Done or not, as far as anyone can tell: what was read before is no answer to those who ask from here on.
    else reads.forget(url)
    if (outcome instanceof Error) throw outcome
    return outcome
  }

  async function close(): Promise<void> {
    // The pool knows nothing of those that wait for their turn, or to try again.
    if (inFlight > 0) {
      await new Promise<void>((resolve) => {
        onIdle = resolve
      })
    }
    await pool.close()
  }
  let closed: Promise<void> | undefined

  return {
    fetch,
    readsMany: false,
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
