import type { Measured } from '../measure.ts'
import type { Operation } from '../operations/operation.ts'
import { type Figures, figuresOf } from './figures.ts'
import { megabytes, number, percent, type Table } from './table.ts'

/** A column: its heading, and what stands in it. */
type Column = [heading: string, cell: (figures: Figures) => string]

/** From this share on, the core of the load generator may be what was measured. */
const SATURATED = 0.95
/** From this share on, what others took of the contender's core is worth a word. */
const DISTURBED = 0.1

export interface OperationReport {
  title: string
  table: Table
  notes: string[]
}

/** What a measured operation comes to, for people. */
export function reportOperation(measured: Measured): OperationReport {
  const { operation, upstream } = measured
  const all = figuresOf(measured)
  const columns = columnsOf(operation, all)
  const whole = all.filter(({ failure }) => failure === undefined)
  return {
    title: operation.title,
    table: {
      columns: columns.map(([heading]) => heading),
      rows: whole.map((figures) => columns.map(([, cell]) => cell(figures))),
    },
    notes: [`Threads from: ${upstream}. 1.00 is ${operation.contenders[0]?.name}.`, ...all.flatMap(remarks)],
  }
}

function columnsOf({ variants, ideal, direct, threads }: Operation, all: Figures[]): Column[] {
  const columns: Column[] = [['contender', ({ contender }) => contender]]
  if (variants.length > 1) columns.push(['ids', ({ variant }) => number(variant.ids)])
  columns.push(
    ['requests/s', ({ rate, variant }) => number(rate, variant.ids > 99 ? 1 : 0)],
    ['ratio', ({ ratio }) => number(ratio, 2)],
  )
  if (ideal !== undefined) columns.push(['of the ideal', ({ rate }) => number(rate && rate / ideal, 2)])
  columns.push(['p50 ms', ({ p50 }) => number(p50, 2)], ['p99 ms', ({ p99 }) => number(p99, 2)])
  if (direct) columns.push(['added p50 ms', (figures) => number(addedMedian(all, figures), 2)])
  columns.push(['CPU µs', ({ cpu }) => number(cpu)])
  if (variants.length > 1) {
    columns.push(
      ['µs per id', ({ p50, variant }) => number(p50 && (p50 * 1000) / variant.ids, 1)],
      ['CPU µs per id', ({ cpu, variant }) => number(cpu && cpu / variant.ids, 1)],
    )
  }
  columns.push(['memory MB', ({ resident }) => megabytes(resident)])
  if (threads !== 'embedded') {
    columns.push(['upstream requests', ({ upstreamRequests }) => number(upstreamRequests, 2)])
    if (threads.delayMs > 0) columns.push(['in flight', ({ upstreamPeak }) => number(upstreamPeak)])
  }
  columns.push(['core busy', ({ busy }) => percent(busy)])
  return columns
}

/** How much later a caller has its answer than from the upstream itself, in milliseconds. */
export function addedMedian(all: readonly Figures[], { contender, p50 }: Figures): number | undefined {
  const direct = all.find((figures) => figures.contender === 'upstream itself')?.p50
  if (contender === 'upstream itself' || direct === undefined || p50 === undefined) return undefined
  return p50 - direct
}

function remarks({ contender, failure, loadCore = 0, others = 0, variant }: Figures): string[] {
  const name = `${contender} ${variant.name}`.trim()
  const found: string[] = []
  if (failure !== undefined) found.push(`${name} is out: ${failure.replaceAll(/\s+/g, ' ').slice(0, 500)}`)
  if (loadCore >= SATURATED) {
    found.push(
      `${name}: the core of the load generator and the upstream was ${percent(loadCore)} busy; it may be faster.`,
    )
  }
  if (others >= DISTURBED) {
    found.push(`${name}: other processes took up to ${percent(others)} of its core in a round.`)
  }
  return found
}
