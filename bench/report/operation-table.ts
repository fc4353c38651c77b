import type { Measured } from '../measure.ts'
import type { Operation } from '../operations/operation.ts'
import { DISTURBED, type Figures, figuresOf } from './figures.ts'
import { megabytes, number, percent, type Table } from './table.ts'

/** A column: its heading, and what stands in it. */
type Column = [heading: string, cell: (figures: Figures) => string]

/** From this share on, the core of the load generator may be what was measured. */
const SATURATED = 0.95

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
    notes: [`Threads from: ${upstream}. 1.00 is ${operation.contenders[0]?.name}.`, ...remarks(all)],
  }
}

function columnsOf({ variants, ideal, direct, memory, threads }: Operation, all: Figures[]): Column[] {
  const columns: Column[] = [['contender', ({ contender }) => contender]]
  if (variants.length > 1) columns.push(['ids', ({ variant }) => number(variant.ids)])
  columns.push(
    ['requests/s', ({ rate, variant }) => number(rate, variant.ids > 99 ? 1 : 0)],
    ['ratio', ({ ratio }) => number(ratio, 2)],
  )
  if (ideal !== undefined) columns.push(['of the ideal', ({ rate }) => number(rate && rate / ideal, 2)])
  columns.push(['p50 ms', ({ p50 }) => number(p50, 2)], ['p99 ms', ({ p99 }) => number(p99, 2)])
  if (direct) columns.push(['added p50 ms', (figures) => number(addedMedian(all, figures), 2)])
  columns.push(['CPU µs', ({ cpu }) => number(cpu)], ['ratio by CPU', ({ cpuRatio }) => number(cpuRatio, 2)])
  if (variants.length > 1) {
    columns.push(
      ['µs per id', ({ p50, variant }) => number(p50 && (p50 * 1000) / variant.ids, 1)],
      ['CPU µs per id', ({ cpu, variant }) => number(cpu && cpu / variant.ids, 1)],
    )
  }
  if (memory) {
    columns.push(
      ['at rest MB', ({ atRest }) => megabytes(atRest)],
      ['first wave MB', ({ firstWave }) => megabytes(firstWave)],
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

function remarks(all: readonly Figures[]): string[] {
  const named = (figures: readonly Figures[], share: (figures: Figures) => number) =>
    figures.map((each) => `${nameOf(each)} ${percent(share(each))}`).join(', ')
  const failed = all.flatMap((each) =>
    each.failure === undefined
      ? []
      : [`${nameOf(each)} is out: ${each.failure.replaceAll(/\s+/g, ' ').slice(0, 500)}`],
  )
  const saturated = all.filter(({ loadCore = 0 }) => loadCore >= SATURATED)
  const disturbed = all.filter(({ others = 0 }) => others >= DISTURBED)
  return [
    ...failed,
    ...(saturated.length === 0
      ? []
      : [
          'May be faster than it looks, since the core of the load generator and the upstream was this busy ' +
            `(its own part in brackets): ${saturated.map(loadOf).join(', ')}.`,
        ]),
    ...(disturbed.length === 0
      ? []
      : [
          `Other processes took up to this much of the contender's core in a round: ${named(disturbed, ({ others = 0 }) => others)}.`,
        ]),
  ]
}

function loadOf(figures: Figures): string {
  return `${nameOf(figures)} ${percent(figures.loadCore)} (${percent(figures.load)})`
}

function nameOf({ contender, variant }: Figures): string {
  return `${contender} ${variant.name}`.trim()
}
