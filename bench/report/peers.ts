import type { Measured } from '../measure.ts'
import { type Figures, figuresOf } from './figures.ts'
import { number, type Table } from './table.ts'

/** How many times the requests a second of each peer ours answers, operation by operation. */
export function peerTable(measured: readonly Measured[], peers: readonly string[]): Table {
  const rows = measured.flatMap((each): string[][] => {
    const all = figuresOf(each)
    const mine = rateOf(all, 'ours')
    const factors = peers.map((peer) => {
      const theirs = rateOf(all, peer)
      return mine === undefined || theirs === undefined ? undefined : mine / theirs
    })
    if (factors.every((factor) => factor === undefined)) return []
    const cells = factors.map((factor) => (factor === undefined ? '–' : `${number(factor, 1)} ×`))
    return [[each.operation.title, ...cells]]
  })
  return { columns: ['operation', ...peers], rows }
}

function rateOf(all: readonly Figures[], name: string): number | undefined {
  return all.find(({ contender }) => contender === name)?.rate
}
