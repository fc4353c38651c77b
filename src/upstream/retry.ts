import { setTimeout as delay } from 'node:timers/promises'
import { retryAfterMs } from './retry-after.ts'
import { TransportError } from './transport-error.ts'

/** Tries after the first. */
const RETRIES = 2
/** Milliseconds before the first retry; doubled for the second, with jitter so that callers do not march in step. */
const BACKOFF_MS = 100

const TRANSIENT = new Set([500, 502, 503, 504])

/**
 * Sends a read again, at most twice, where a moment may help: a broken connection, 500, 502, 503 or 504, and
 * 429 where the upstream says when to come back. Never waits past the deadline: the last answer stands then.
 *
 * @param deadline milliseconds since the epoch.
 */
export async function retryReads(
  send: () => Promise<Response>,
  deadline: number,
  signal: AbortSignal,
): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await send().catch(keepTransportError)
    const wait = attempt < RETRIES ? waitBefore(outcome, attempt) : undefined
    if (wait === undefined || Date.now() + wait >= deadline) {
      if (outcome instanceof TransportError) throw outcome
      return outcome
    }
    // An abort ends the wait early; the next `send` then fails for the reason of the abort.
    await delay(wait, undefined, { signal }).catch(() => {})
  }
}

function keepTransportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error
  throw error
}

/** Milliseconds to wait before trying again; undefined where trying again is no use. */
function waitBefore(outcome: Response | TransportError, attempt: number): number | undefined {
  const backoff = BACKOFF_MS * 2 ** attempt * (0.5 + Math.random())
  if (outcome instanceof TransportError) return outcome.failure === 'connection' ? backoff : undefined
  if (outcome.status !== 429 && !TRANSIENT.has(outcome.status)) return undefined
  // On top of what the upstream asks for: it says the same to all, and may say 0.
  const asked = retryAfterMs(outcome.headers)
  if (outcome.status === 429 && asked === undefined) return undefined
  return (asked ?? 0) + backoff
}
