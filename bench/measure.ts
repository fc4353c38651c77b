import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkAnswer, type RunningContender, startContender } from './contenders/running.ts'
import type { Driver } from './load/driver.ts'
import type { Load, LoadRequest, LoadResult } from './load/messages.ts'
import type { Cores } from './machine/cores.ts'
import { folder } from './machine/processes.ts'
import type { Operation, Variant } from './operations/operation.ts'
import type { Timing } from './options.ts'
import { seedStore } from './seed-store.ts'
import { type KnownThread, remoteThread } from './threads.ts'
import { startUpstream, type Upstream } from './upstream/upstream.ts'

/** What was measured of one contender at one variant of an operation. */
export interface Row {
  contender: string
  variant: Variant
  rounds: LoadResult[]
  /** Requests upstream for one of the contender's own. */
  upstreamRequests?: number
  /** The most requests that were with the upstream at once. */
  upstreamPeak?: number
  /** Why there is nothing more: in words for the report. */
  failure?: string
}

export interface Measured {
  operation: Operation
  /** What the threads were read from. */
  upstream: string
  rows: Row[]
}

export interface Bench {
  driver: Driver
  cores: Cores | undefined
  timing: Timing
  say: (line: string) => void
}

/** A row with the load that it is measured with. */
interface Entry {
  row: Row
  load: Load
}

/** Starts all contenders of an operation, checks and warms them, and measures them in turn. */
export async function measure(operation: Operation, bench: Bench): Promise<Measured> {
  const { threads } = operation
  const store = threads === 'embedded' ? await seedStore() : undefined
  const upstream = threads === 'embedded' ? undefined : await startUpstream(bench.cores?.load, threads.delayMs)
  const running: RunningContender[] = []
  const failed: Row[] = []
  const thread = store ? cycle(store.threads) : remoteThread
  try {
    for (const contender of operation.contenders) {
      const database = join(folder, `store-${running.length}-${Date.now()}.db`)
      if (store) copyFileSync(store.file, database)
      const { concurrency } = operation
      try {
        running.push(
          await startContender(
            contender,
            { database, upstream: upstream?.origin, concurrency },
            bench.cores?.contender,
          ),
        )
      } catch (error) {
        failed.push(...operation.variants.map((variant) => failure(contender.name, variant, error, bench)))
      }
    }
    const entries: Entry[] = upstream && operation.direct ? direct(operation, upstream, bench) : []
    for (const variant of operation.variants) {
      for (const contender of running) {
        try {
          entries.push(await prepare(contender, variant, thread, upstream, bench))
        } catch (error) {
          failed.push(failure(contender.contender.name, variant, error, bench))
        }
      }
    }
    await runAll(operation, entries, upstream, bench)
    const rows = [...entries.map(({ row }) => row), ...failed]
    return { operation, upstream: upstream?.name ?? 'embedded store', rows }
  } finally {
    await Promise.all([...running, ...(upstream ? [upstream] : [])].map((each) => each.stop()))
  }
}

/** Checks that a contender's answers are right, and makes its load. @throws Error when they are not. */
async function prepare(
  running: RunningContender,
  variant: Variant,
  thread: (index: number) => KnownThread,
  upstream: Upstream | undefined,
  bench: Bench,
): Promise<Entry> {
  const { contender, origin, pid } = running
  const exchanges = variant.exchanges(contender.dialect, thread)
  const [first, last] = [exchanges[0]?.[0], exchanges.at(-1)?.at(-1)]
  if (!first || !last) throw new Error('there is nothing to ask')
  const length = await checkAnswer(running, first)
  const answerLength = length === (await checkAnswer(running, last)) ? length : undefined
  for (const exchange of variant.check?.(contender.dialect, thread) ?? []) await checkAnswer(running, exchange)
  const connections = exchanges.map((turns) =>
    turns.map(({ request }): LoadRequest => {
      return { method: 'POST', path: contender.path, body: JSON.stringify(request) }
    }),
  )
  const { settle, seconds } = bench.timing
  return {
    row: { contender: contender.name, variant, rounds: [] },
    load: {
      origin,
      connections,
      answerLength,
      settle,
      seconds,
      pid,
      upstreamPid: upstream?.pid,
      cores: bench.cores,
    },
  }
}

/** Warms each entry and counts its upstream requests, then gives them all one round after the other. */
async function runAll(
  operation: Operation,
  entries: Entry[],
  upstream: Upstream | undefined,
  { driver, timing, say }: Bench,
): Promise<void> {
  const { threads } = operation
  const delay = threads === 'embedded' ? 0 : threads.delayMs
  const calm = () => settled(upstream, delay)
  for (const { load, row } of entries) {
    say(`  warming ${row.contender} ${row.variant.name}`)
    note(row, await driver.run({ ...load, settle: 0, seconds: timing.warm }))
    await calm()
    if (!upstream) continue
    const amount = 3 * load.connections.length
    const before = await upstream.count()
    note(row, await driver.run({ ...load, amount }))
    row.upstreamRequests = ((await upstream.count()).requests - before.requests) / amount
  }
  for (let round = 1; round <= (operation.rounds ?? timing.rounds); round++) {
    for (const { load, row } of entries) {
      if (row.failure !== undefined) continue
      const settle = Math.max(timing.settle, (2.5 * delay) / 1000)
      const result = await undisturbed(async () => {
        await calm()
        await upstream?.count()
        return driver.run({ ...load, settle })
      })
      row.rounds.push(result)
      note(row, result)
      const peak = (await upstream?.count())?.peak
      if (peak !== undefined) row.upstreamPeak = Math.max(row.upstreamPeak ?? 0, peak)
      const rate = Math.round(result.answers / result.seconds)
      say(`  round ${round} of ${timing.rounds}  ${row.contender} ${row.variant.name}  ${rate}/s`)
    }
  }
}

/** Waits until what callers that are gone had in flight is done: it is not the next one's. */
async function settled(upstream: Upstream | undefined, delay: number): Promise<void> {
  let before = -1
  for (let look = 0; look < 50; look++) {
    const now = (await upstream?.count())?.requests ?? 0
    if (now === before) return
    before = now
    await sleep(delay + 100)
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

/** The upstream as if it were a contender: the same threads, asked for without anybody in between. */
function direct({ variants }: Operation, upstream: Upstream, { timing }: Bench): Entry[] {
  return variants.map((variant) => ({
    row: { contender: 'upstream itself', variant, rounds: [] },
    load: {
      origin: upstream.origin,
      connections: [
        Array.from({ length: 5000 }, (_, n) => ({
          method: 'GET',
          path: `/v1/threads/${remoteThread(n).id}`,
        })),
      ],
      settle: timing.settle,
      seconds: timing.seconds,
    },
  }))
}

function failure(contender: string, variant: Variant, error: unknown, { say }: Bench): Row {
  const text = error instanceof Error ? error.message : String(error)
  say(`  ${contender} is out: ${text}`)
  return { contender, variant, rounds: [], failure: text }
}

function cycle(threads: readonly KnownThread[]): (index: number) => KnownThread {
  return (index) => {
    const found = threads[index % threads.length]
    if (!found) throw new Error('the store has no threads')
    return found
  }
}
