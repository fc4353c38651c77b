import { setTimeout as sleep } from 'node:timers/promises'
import type { Driver } from './load/driver.ts'
import type { Load, LoadResult } from './load/messages.ts'
import type { Cores } from './machine/cores.ts'
import { residentBytes } from './machine/proc.ts'
import type { Operation, Variant } from './operations/operation.ts'
import type { Timing } from './options.ts'
import type { Upstream } from './upstream/upstream.ts'

/** What was measured of one contender at one variant of an operation. */
export interface Row {
  contender: string
  variant: Variant
  rounds: LoadResult[]
  /** Requests upstream for one of the contender's own. */
  upstreamRequests?: number
  /** The most requests that were with the upstream at once. */
  upstreamPeak?: number
  /** Bytes that were resident before any load, and at most while each caller asked once. */
  atRest?: number | undefined
  firstWave?: number | undefined
  /** Why there is nothing more: in words for the report. */
  failure?: string
}

export interface Bench {
  driver: Driver
  cores: Cores | undefined
  timing: Timing
  say: (line: string) => void
}

/** A row with the load that it is measured with. */
export interface Entry {
  row: Row
  load: Load
}

/** Warms each entry and counts its upstream requests, then gives them all one round after the other. */
export async function takeRounds(
  operation: Operation,
  entries: Entry[],
  upstream: Upstream | undefined,
  { driver, timing, say }: Bench,
): Promise<void> {
  const { threads } = operation
  const delay = threads === 'embedded' ? 0 : threads.delayMs
  const calm = () => settled(upstream, delay)
  for (const { load, row } of entries) {
    if (operation.memory && load.pid !== undefined) {
      row.atRest = residentBytes(load.pid)
      row.firstWave = (await driver.run({ ...load, settle: 0, amount: load.connections.length })).resident
    }
    say(`  warming ${row.contender} ${row.variant.name}`)
    note(row, await driver.run({ ...load, settle: 0, seconds: timing.warm }))
    await calm()
    if (!upstream) continue
    const amount = 3 * load.connections.length
    const before = await upstream.count()
    note(row, await driver.run({ ...load, amount }))
    row.upstreamRequests = ((await upstream.count()).requests - before.requests) / amount
  }
  const rounds = operation.rounds ?? timing.rounds
  for (let round = 1; round <= rounds; round++) {
    for (const { load, row } of entries) {
      if (row.failure !== undefined) continue
      const settle = Math.max(timing.settle, (2.5 * delay) / 1000)
      const result = await undisturbed(async () => {
        await calm()
        await upstream?.count()
        // Waves of answers are long where the upstream is slow.
        return driver.run({ ...load, settle, seconds: Math.max(timing.seconds, (4 * delay) / 1000) })
      })
      row.rounds.push(result)
      note(row, result)
      const peak = (await upstream?.count())?.peak
      if (peak !== undefined) row.upstreamPeak = Math.max(row.upstreamPeak ?? 0, peak)
      const rate = Math.round(result.answers / result.seconds)
      say(`  round ${round} of ${rounds}  ${row.contender} ${row.variant.name}  ${rate}/s`)
    }
  }
}

/**
 * Waits until what callers that are gone had in flight is done: it is not the next one's. A contender that is busy
 * with it may ask nothing for a while, so the upstream has to be left alone for some looks in a row.
 */
async function settled(upstream: Upstream | undefined, delay: number): Promise<void> {
  let before = -1
  let still = 0
  for (let look = 0; look < 60 && still < 3; look++) {
    const now = (await upstream?.count())?.requests ?? 0
    still = now === before ? still + 1 : 0
    before = now
    await sleep(delay / 2 + 120)
  }
}

/**
 * A round is taken again, twice at most, where processes that have no part in it took a tenth of the contender's
 * core, or kept the load generator from what it needs. The least disturbed one counts, whatever it shows.
 */
async function undisturbed(take: () => Promise<LoadResult>): Promise<LoadResult> {
  let best = await take()
  for (let again = 0; again < 2 && disturbance(best) > 0.1; again++) {
    const next = await take()
    if (disturbance(next) < disturbance(best)) best = next
  }
  return best
}

function disturbance({ others, loadCore = 0 }: LoadResult): number {
  if (!others) return 0
  return Math.max(others.contenderCore, loadCore >= 0.9 ? others.loadCore : 0)
}

/** One wrong answer, and the contender is out. */
function note(row: Row, { problems }: LoadResult): void {
  if (problems.count === 0) return
  row.failure = `${problems.count} answers under load were wrong: ${problems.examples.join(' | ')}`
}
