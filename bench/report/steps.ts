import type { Step } from '../contenders/past.ts'
import type { Measured } from '../measure.ts'
import type { Operation } from '../operations/operation.ts'
import { type Figures, figuresOf } from './figures.ts'
import { addedMedian } from './operation-table.ts'
import { number, type Table } from './table.ts'

/** The one figure of an operation that tells whether a step brought anything. */
interface Telling {
  unit: string
  digits: number
  better: 'more' | 'less'
  of: (figures: Figures, all: readonly Figures[]) => number | undefined
}

/**
 * What each step brought: a row per step and operation with the figure before and after it.
 *
 * @param steps ours at each commit, in the order in which they were made; the first is what there was before.
 */
export function stepTable(measured: readonly Measured[], steps: readonly Step[]): Table {
  const rows = steps.slice(1).flatMap((step, n) => {
    const brought = measured.flatMap((each): string[][] => {
      const { unit, digits, better, of } = telling(each.operation)
      const all = figuresOf(each)
      // Where there are several sizes, the largest tells.
      const at = (wanted: Step | undefined) => {
        const figures = all.findLast(({ contender }) => contender === wanted?.contender.name)
        return figures && of(figures, all)
      }
      const [before, after] = [at(steps[n]), at(step)]
      if (before === undefined || after === undefined) return []
      const factor = better === 'more' ? after / before : before / after
      const written = (value: number) => `${number(value, digits)} ${unit}`
      return [[each.operation.name, written(before), written(after), `${number(factor, 2)} ×`]]
    })
    // A step is named once, on the first of its rows.
    return brought.map((row, index) => [index === 0 ? step.subject : '', ...row])
  })
  return { columns: ['step', 'operation', 'before', 'after', 'better by'], rows }
}

function telling({ name, direct, variants }: Operation): Telling {
  if (direct)
    return { unit: 'ms added', digits: 2, better: 'less', of: (figures, all) => addedMedian(all, figures) }
  if (name === 'memory') {
    return { unit: 'MB', digits: 0, better: 'less', of: ({ resident }) => resident && resident / 1e6 }
  }
  if (variants.length > 1) {
    const perId = ({ cpu, variant }: Figures) => cpu && cpu / variant.ids
    return { unit: 'CPU µs per id', digits: 1, better: 'less', of: perId }
  }
  return { unit: '/s', digits: 0, better: 'more', of: ({ rate }) => rate }
}
