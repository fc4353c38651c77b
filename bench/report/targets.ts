import type { Measured } from '../measure.ts'
import { type Figures, figuresOf } from './figures.ts'
import { addedMedian } from './operation-table.ts'
import { number, type Table } from './table.ts'

/** What is to be reached, and which way is better. */
interface Target {
  measure: string
  /** The operation that tells. */
  operation: string
  reach: number
  aim?: number
  better: 'more' | 'less'
  digits: number
  unit?: string
  /** Undefined where the run did not measure it. */
  value: (figures: Lookup) => number | undefined
  /** What the value is of, where that is not fixed. */
  remark?: (figures: Lookup) => string | undefined
}

type Lookup = (operation: string, contender?: string, ids?: number) => Figures | undefined

const remote = ['thread', 'updateThread', 'threadsById', 'unseen', 'slow-upstream']

/** The targets and what came of them, with the names of the peers. */
export function targetTable(measured: readonly Measured[], peers: readonly string[]): Table {
  const all = new Map(measured.map((each) => [each.operation.name, figuresOf(each)]))
  const lookup: Lookup = (operation, contender = 'ours', ids) =>
    all
      .get(operation)
      ?.find(
        (figures) => figures.contender === contender && (ids === undefined || figures.variant.ids === ids),
      )
  const caller = all.get('one-caller') ?? []
  /** A slow reference makes ours look fast: it says so where either had its core for itself too seldom. */
  const doubt = ({ operation }: Target) => {
    const base = measured.find((each) => each.operation.name === operation)?.operation.contenders[0]?.name
    const told = all.get(operation)?.filter(({ contender }) => contender === 'ours' || contender === base)
    return told?.some(({ isDisturbed }) => isDisturbed) ? ', but disturbed by other processes' : ''
  }
  const rows = targets(peers, caller).flatMap((target) => {
    const { measure, reach, aim, digits, unit = '', value, remark } = target
    const found = value(lookup)
    if (found === undefined || Number.isNaN(found)) return []
    const written = (limit: number | undefined) => (limit === undefined ? '' : `${limit}${unit}`)
    const said = remark?.(lookup)
    const cell = `${number(found, digits)}${unit}${said === undefined ? '' : ` (${said})`}`
    return [[measure, written(reach), written(aim), cell, verdict(target, found) + doubt(target)]]
  })
  return { columns: ['measure', 'reach', 'aim', 'measured', 'verdict'], rows }
}

function verdict({ reach, aim, better }: Target, value: number): string {
  const isThere = (limit: number) => (better === 'more' ? value >= limit : value <= limit)
  if (aim !== undefined && isThere(aim)) return 'aim reached'
  return isThere(reach) ? 'reached' : 'not reached'
}

function targets(peers: readonly string[], oneCaller: readonly Figures[]): Target[] {
  const more = { better: 'more', digits: 2 } as const
  return [
    {
      ...more,
      operation: 'thread',
      measure: '`thread`, remote, of the bare proxy',
      reach: 0.5,
      aim: 0.58,
      value: (of) => of('thread')?.ratio,
    },
    {
      ...more,
      operation: 'updateThread',
      measure: '`updateThread`, remote, of the bare proxy',
      reach: 0.5,
      aim: 0.58,
      value: (of) => of('updateThread')?.ratio,
    },
    {
      ...more,
      operation: 'threadsById',
      measure: '`threadsById` × 100, remote, of the bare proxy',
      reach: 0.55,
      aim: 0.62,
      value: (of) => of('threadsById')?.ratio,
    },
    ...remote.map((operation): Target => {
      const nearest = (of: Lookup) => nearestPeer(of, operation, peers)
      return {
        ...more,
        unit: ' ×',
        operation,
        measure: `against each peer, ${operation}`,
        ...(operation === 'unseen' ? { reach: 1.5, aim: 2 } : { reach: 4, aim: 10 }),
        value: (of) => nearest(of)?.factor,
        remark: (of) => nearest(of)?.peer,
      }
    }),
    {
      ...more,
      operation: 'threadsById-embedded',
      measure: '`threadsById` × 100, embedded, of the same query straight on the store',
      reach: 0.5,
      aim: 0.8,
      value: (of) => of('threadsById-embedded')?.ratio,
    },
    {
      ...more,
      unit: ' ×',
      operation: 'updateThread-embedded',
      measure: 'embedded `updateThread`, durable, 64 callers, of one commit each',
      reach: 1.5,
      aim: 3,
      value: (of) => of('updateThread-embedded')?.ratio,
    },
    {
      ...more,
      operation: 'slow-upstream',
      measure: '50 ms upstream, 200 callers, of the ideal 4,000 requests/s',
      reach: 0.75,
      aim: 0.9,
      value: (of) => divided(of('slow-upstream')?.rate, 4000),
    },
    {
      better: 'less',
      digits: 2,
      unit: ' ms',
      operation: 'one-caller',
      measure: "added p50 over the upstream's own, 1 caller",
      reach: 0.6,
      aim: 0.3,
      value: (of) => {
        const mine = of('one-caller')
        return mine && addedMedian(oneCaller, mine)
      },
    },
    ...growth('growth', 'remote'),
    ...growth('growth-embedded', 'embedded'),
    memory('the first of a fresh process', ({ firstWave }) => firstWave),
    memory('under load that goes on', ({ resident }) => resident),
  ]
}

function memory(when: string, bytes: (figures: Figures) => number | undefined): Target {
  return {
    better: 'less',
    digits: 0,
    unit: ' MB',
    operation: 'memory',
    measure: `resident memory, 1,500 requests in flight, ${when}`,
    reach: 160,
    aim: 120,
    value: (of) => {
      const mine = of('memory')
      return mine && divided(bytes(mine), 1e6)
    },
  }
}

/** What an id costs among 1,000, of what it costs among 100. */
function growth(operation: string, where: string): Target[] {
  const among = (figure: (figures: Figures | undefined) => number | undefined) => (of: Lookup) => {
    const many = divided(figure(of(operation, 'ours', 1000)), 1000)
    return divided(many, divided(figure(of(operation, 'ours', 100)), 100))
  }
  const flat = { operation, better: 'less', digits: 2, reach: 1.15, aim: 1.05 } as const
  return [
    { ...flat, measure: `time per id, ${where}, 1,000 ids of 100`, value: among((figures) => figures?.p50) },
    { ...flat, measure: `CPU per id, ${where}, 1,000 ids of 100`, value: among((figures) => figures?.cpu) },
  ]
}

/** The peer that comes nearest to ours, and by how much ours is faster. */
function nearestPeer(of: Lookup, operation: string, peers: readonly string[]) {
  const factors = peers.flatMap((peer) => {
    const factor = divided(of(operation)?.rate, of(operation, peer)?.rate)
    return factor === undefined ? [] : [{ peer, factor }]
  })
  return factors.sort((a, b) => a.factor - b.factor)[0]
}

function divided(value: number | undefined, by: number | undefined): number | undefined {
  return value === undefined || by === undefined || by === 0 ? undefined : value / by
}
