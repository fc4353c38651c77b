import { expect } from 'vitest'

/** How often each size is tried: the fastest counts, since other processes can only make one slower. */
const TRIES = 5
/** How much more than in proportion four times the size may take. Quadratic growth takes 4, exponential far more. */
const SLACK = 2
/** Milliseconds of CPU below which nothing can be told from chance. */
const NOISE_MS = 4
/** The same for the growth of resident memory, in MB: garbage is collected when V8 sees fit. */
const NOISE_MB = 24

interface Spent {
  /** Milliseconds of CPU. */
  time: number
  /** By how many MB the most that was ever resident has grown. */
  memory: number
}

/**
 * Expects that work of size 1, 2 and 4 takes time and memory in proportion to its size, by the CPU time and the
 * resident memory of this process. Work that is below the noise at all of these sizes passes.
 *
 * @param work does the work at a multiple of its smallest size, and never the same twice where that could be kept.
 */
export async function expectProportion(work: (size: number, attempt: number) => unknown): Promise<void> {
  // Once for what is compiled and loaded at first.
  await work(1, TRIES)
  const least = new Map<number, Spent>()
  for (let attempt = 0; attempt < TRIES; attempt++) {
    for (const size of [1, 2, 4]) {
      const spent = await measure(() => work(size, attempt))
      const { time, memory } = least.get(size) ?? spent
      // The most that was resident only grows, so the first attempt tells of memory.
      least.set(size, { time: Math.min(time, spent.time), memory })
    }
  }
  expectGrowth(least, ({ time }) => time, NOISE_MS)
  expectGrowth(least, ({ memory }) => memory, NOISE_MB)
}

async function measure(work: () => unknown): Promise<Spent> {
  const { maxRSS } = process.resourceUsage()
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return { time: (user + system) / 1000, memory: (process.resourceUsage().maxRSS - maxRSS) / 1024 }
}

function expectGrowth(spent: ReadonlyMap<number, Spent>, of: (spent: Spent) => number, noise: number): void {
  const figures = [...spent.values()].map(of)
  const [one = 0, , four = 0] = figures
  expect(four, `1, 2, 4: ${figures.join(', ')}`).toBeLessThan(Math.max(one, noise) * 4 * SLACK)
}
