import { expect } from 'vitest'

/** How often each size is tried: the fastest counts, since other processes can only make one slower. */
const TRIES = 5
/** How much more than in proportion four times the size may take. Quadratic time takes 4, exponential far more. */
const SLACK = 2
/** Milliseconds of CPU below which nothing can be told from chance. */
const NOISE_MS = 4

/**
 * Expects that work of size 1, 2 and 4 takes time in proportion to its size, by the CPU time of this process. Work
 * that is below the noise at all of these sizes passes.
 *
 * @param work does the work at a multiple of its smallest size, and never the same twice where that could be kept.
 */
export async function expectProportion(work: (size: number, attempt: number) => unknown): Promise<void> {
  // Once for what is compiled and loaded at first.
  await work(1, TRIES)
  const fastest = new Map([1, 2, 4].map((size) => [size, Number.POSITIVE_INFINITY]))
  for (let attempt = 0; attempt < TRIES; attempt++) {
    for (const [size, before] of fastest) {
      const start = process.cpuUsage()
      await work(size, attempt)
      const { user, system } = process.cpuUsage(start)
      fastest.set(size, Math.min(before, (user + system) / 1000))
    }
  }
  const [one = 0, two = 0, four = 0] = fastest.values()
  const times = `1: ${one} ms, 2: ${two} ms, 4: ${four} ms`
  expect(four, times).toBeLessThan(Math.max(one, NOISE_MS) * 4 * SLACK)
}
