import { setTimeout as delay } from 'node:timers/promises'

/** The longest time, in milliseconds, between two looks for what is too old. */
const MAX_PAUSE_MS = 60 * 60 * 1000
/** Between two parts of what is removed, in milliseconds. */
const SHORT_PAUSE_MS = 20

/**
 * Has the change log forget what is older than it keeps, now and then, part by part. What fails is tried again the next
 * time.
 *
 * @param kept for how long changes are kept, in milliseconds.
 * @param prune removes a part of what is older than a time, in Unix milliseconds, and returns how many changes.
 * @returns a function that ends this.
 */
export function pruneRegularly(kept: number, prune: (before: number) => Promise<number>): () => void {
  const ended = new AbortController()
  const pause = (ms: number) => delay(ms, undefined, { ref: false, signal: ended.signal })

  async function run(): Promise<void> {
    for (;;) {
      // A tenth, so that nothing is kept much longer than was asked for.
      await pause(Math.min(MAX_PAUSE_MS, kept / 10))
      const before = Date.now() - kept
      while ((await prune(before).catch(() => 0)) > 0) await pause(SHORT_PAUSE_MS)
    }
  }

  run().catch(() => {})
  return () => ended.abort()
}
