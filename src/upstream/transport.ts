import type { Dispatcher } from 'undici'
import type { BufferedResponse, Fetch } from '../core/buffered-response.ts'
import type { UpstreamRequest } from './client.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { openConnections } from './connections.ts'
import { CallTime } from './deadline.ts'
import { exchange, type Outcome } from './dispatch.ts'
import type { ReadBatch } from './read-batch.ts'
import { pauseBeforeRetry } from './retry.ts'

export interface TransportOptions {
  /** Where the upstream is, up to and including `/v1`. */
  baseURL: string
  /** Requests in flight at once; the rest wait for a slot, for at most half of their time. */
  concurrency: number
  /** Requests that may wait at once; further ones fail. Default: 10,000. */
  maxQueue?: number
  /** Milliseconds that one call may take in all: waiting, connecting, retries and reading the response. */
  timeoutMs: number
  /** Milliseconds for which a connection may be idle and still be used. Default: 2,000. */
  idleMs?: number
}

/** What sends the client's requests to an upstream. */
export interface Backend {
  /** Handed to the `openai` client as its `fetch`. */
  fetch: Fetch
  /** Rejects when the upstream does not respond; for `/ready`. */
  check: () => Promise<void>
  /** Finishes what is in flight and lets go of connections and files. */
  close: () => Promise<void>
}

/** `check` gives up after this many milliseconds: an orchestrator asks often and has a deadline of its own. */
const CHECK_TIMEOUT_MS = 2000

/**
 * A transport to a remote upstream: one pool of kept-alive connections, one deadline for a call, a cap on
 * the response, no redirects, and retries for reads alone.
 *
 * @throws TransportError from `fetch` where no whole response came.
 */
export function createTransport({
  baseURL,
  concurrency,
  maxQueue = 10_000,
  timeoutMs,
  idleMs = 2000,
}: TransportOptions): Backend {
  const { origin, pathname } = new URL(baseURL)
  // The pool has a queue of its own, but a request cannot leave it before it has got a connection: thousands
  // that gave up would still stand in front of those that have time left.
  const limit = createConcurrencyLimit({ slots: concurrency, maxQueue })
  const pool = openConnections(origin, { connections: concurrency, idleMs, connectTimeoutMs: timeoutMs })
  // The upstream is as healthy when all slots are taken.
  const probes = openConnections(origin, { connections: 1, idleMs, connectTimeoutMs: CHECK_TIMEOUT_MS })
  let inFlight = 0
  let onIdle: (() => void) | undefined

  /** Sends until there is a response, or trying again is pointless. */
  async function sendWithRetries(
    request: Dispatcher.DispatchOptions,
    time: CallTime,
    caller: string,
    batch: ReadBatch | undefined,
  ): Promise<Outcome> {
    for (let tries = 0; ; tries++) {
      // Half of the time is kept for the response. Under a load that lasts, those whose turn it is have waited for
      // as long as one may; with no time left then, each would be sent in vain, and none ever done.
      const refusal = limit.tryAcquire()
        ? undefined
        : await limit.acquire(caller, time, (time.deadline - Date.now()) / 2)
      // The rest of the batch stands behind this one.
      if (refusal) batch?.refuse(refusal)
      if (tries === 0) batch?.onSlot()
      else batch?.onPauseEnd()
      if (refusal) return refusal
      const outcome = await exchange(pool, request, time)
      limit.release()
      const pause = request.method === 'GET' ? pauseBeforeRetry(outcome, tries) : undefined
      // Never past the deadline: the last response stands then.
      if (pause === undefined || Date.now() + pause >= time.deadline) return outcome
      batch?.onPause()
      await time.pause(pause)
    }
  }

  async function fetch(
    url: string,
    { method, headers, body, signal, caller = '', batch }: UpstreamRequest,
  ): Promise<BufferedResponse> {
    let time = batch?.time
    if (!time) {
      time = new CallTime(timeoutMs, signal)
      if (batch) batch.time = time
    }
    // Every URL of the client begins with the base URL.
    const path = url.slice(origin.length)
    inFlight++
    try {
      const outcome = await sendWithRetries(
        { path, method, headers, body: body ?? null },
        time,
        caller,
        batch,
      )
      if (outcome instanceof Error) throw outcome
      batch?.onResponse(outcome.content.length)
      return outcome
    } finally {
      if (!batch) time.release()
      if (--inFlight === 0) onIdle?.()
    }
  }

  async function probe(): Promise<void> {
    const time = new CallTime(CHECK_TIMEOUT_MS, undefined)
    const outcome = await exchange(probes, { path: pathname, method: 'HEAD' }, time)
    time.release()
    // Any response will do, an error too: what counts is that someone is there.
    if (outcome instanceof Error) throw outcome
  }
  let probing: Promise<void> | undefined

  async function close(): Promise<void> {
    // The pool knows nothing of those that wait for a slot, or to try again.
    if (inFlight > 0) {
      await new Promise<void>((resolve) => {
        onIdle = resolve
      })
    }
    await Promise.all([pool.close(), probes.close()])
  }
  let closed: Promise<void> | undefined

  return {
    fetch,
    check() {
      // One at a time, however many ask.
      probing ??= probe().finally(() => {
        probing = undefined
      })
      return probing
    },
    close() {
      closed ??= close()
      return closed
    },
  }
}
