import type { Outcome } from './dispatch.ts'
import { retryAfterMs } from './retry-after.ts'
import { TransportError } from './transport-error.ts'

/** Tries after the first. */
const RETRIES = 2
/** Milliseconds before the first retry; doubled for the second, with jitter so that callers do not march in step. */
const BACKOFF_MS = 100

const TRANSIENT = new Set([500, 502, 503, 504])

/**
 * Milliseconds to wait before a read is sent again, at most twice, where a moment may help: a broken connection, 500,
 * 502, 503 or 504, and 429 where the upstream says when to come back. Undefined where trying again is pointless.
 *
 * @param tries how many there were after the first.
 */
export function pauseBeforeRetry(outcome: Outcome, tries: number): number | undefined {
  if (tries >= RETRIES) return undefined
  const backoff = BACKOFF_MS * 2 ** tries * (0.5 + Math.random())
  if (outcome instanceof Error) {
    return outcome instanceof TransportError && outcome.failure === 'connection' ? backoff : undefined
  }
  if (outcome.status !== 429 && !TRANSIENT.has(outcome.status)) return undefined
  // On top of what the upstream asks for: it says the same to all, and may say 0.
  const asked = retryAfterMs(outcome.headers)
  if (outcome.status === 429 && asked === undefined) return undefined
  return (asked ?? 0) + backoff
}
