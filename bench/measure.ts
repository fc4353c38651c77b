import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './contenders/contenders.ts'
import { checkAnswer, type RunningContender, startContender } from './contenders/running.ts'
import type { LoadRequest } from './load/messages.ts'
import { folder } from './machine/processes.ts'
import type { Operation, Variant } from './operations/operation.ts'
import { type Bench, type Entry, type Row, takeRounds } from './rounds.ts'
import { seedStore } from './seed-store.ts'
import { type KnownThread, remoteThread } from './threads.ts'
import { startUpstream, type Upstream } from './upstream/upstream.ts'

export interface Measured {
  operation: Operation
  /** What the threads were read from. */
  upstream: string
  rows: Row[]
}

/** Starts all contenders of an operation, checks and warms them, and measures them in turn. */
export async function measure(operation: Operation, bench: Bench): Promise<Measured> {
  const { threads } = operation
  const store = threads === 'embedded' ? await seedStore() : undefined
  const upstream =
    threads === 'embedded' ? undefined : await startUpstream(bench.cores?.load, threads.delayMs)
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
    await takeRounds(operation, entries, upstream, bench)
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
  for (const exchange of variant.check?.(contender.dialect, thread) ?? [])
    await checkAnswer(running, exchange)
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
  const said = error instanceof Error ? error.message : String(error)
  // Where things are on this machine is nobody's business.
  const text = said.replaceAll(`${folder}/`, '').replaceAll(root, '')
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
