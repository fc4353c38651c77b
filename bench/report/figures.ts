import type { LoadResult } from '../load/messages.ts'
import type { Measured } from '../measure.ts'
import type { Variant } from '../operations/operation.ts'
import type { Row } from '../rounds.ts'

/** What the rounds of a row come to: medians, but for memory. Undefined where it could not be told. */
export interface Figures {
  contender: string
  variant: Variant
  failure?: string | undefined
  /** Requests a second. */
  rate?: number | undefined
  /** Of the rate of the one that all are compared with, round by round. */
  ratio?: number | undefined
  /** The same by CPU time for a request, which others on the machine do not change. */
  cpuRatio?: number | undefined
  /** Milliseconds. */
  p50?: number | undefined
  p99?: number | undefined
  /** Microseconds of CPU for a request. */
  cpu?: number | undefined
  /** How busy the contender kept its core, from 0 to 1. */
  busy?: number | undefined
  /** The most memory, in bytes. */
  resident?: number | undefined
  atRest?: number | undefined
  firstWave?: number | undefined
  upstreamRequests?: number | undefined
  upstreamPeak?: number | undefined
  /** How busy the core of the load generator and the upstream was, and how busy these two kept it. */
  loadCore?: number | undefined
  load?: number | undefined
  /** The most that others took of the contender's core in a round. */
  others?: number | undefined
  /** Whether others took so much of it in most rounds that the medians are not to be trusted. */
  isDisturbed?: boolean
}

/** From this share on, what others take of the contender's core is worth a word. */
export const DISTURBED = 0.1

export function figuresOf({ operation, rows }: Measured): Figures[] {
  return rows.map((row) => {
    const { contender, variant, failure, rounds, upstreamRequests, upstreamPeak, atRest, firstWave } = row
    if (failure !== undefined) return { contender, variant, failure }
    const base = rows.find(
      (other) =>
        other.contender === operation.contenders[0]?.name && other.variant === variant && !other.failure,
    )
    return {
      contender,
      variant,
      rate: median(rounds.map(rate)),
      ratio: base && median(ratios(row, base, rate)),
      cpuRatio: base && median(ratios(row, base, perCpuSecond)),
      p50: median(rounds.map(({ p50 }) => p50)),
      p99: median(rounds.map(({ p99 }) => p99)),
      cpu: median(present(rounds.map(({ cpu, answers }) => cpu !== undefined && (cpu / answers) * 1e6))),
      busy: median(present(rounds.map(({ cpu, seconds }) => cpu !== undefined && cpu / seconds))),
      resident: greatest(present(rounds.map(({ resident }) => resident))),
      atRest,
      firstWave,
      upstreamRequests,
      upstreamPeak,
      loadCore: median(present(rounds.map(({ loadCore }) => loadCore))),
      load: median(
        present(
          rounds.map(({ loadCore, others }) => loadCore !== undefined && loadCore - (others?.loadCore ?? 0)),
        ),
      ),
      isDisturbed: (median(present(rounds.map(({ others }) => others?.contenderCore))) ?? 0) >= DISTURBED,
      others: greatest(present(rounds.map(({ others }) => others?.contenderCore))),
    }
  })
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle]
  if (upper === undefined || sorted.length % 2 === 1) return upper
  return (upper + (sorted[middle - 1] ?? upper)) / 2
}

function rate({ answers, seconds }: LoadResult): number {
  return answers / seconds
}

function perCpuSecond({ answers, cpu = Number.NaN }: LoadResult): number {
  return answers / cpu
}

function ratios({ rounds }: Row, base: Row, figure: (round: LoadResult) => number): number[] {
  return present(
    rounds.map((round, index) => {
      const compared = base.rounds[index]
      return compared && figure(round) / figure(compared)
    }),
  )
}

function greatest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values)
}

function present(values: readonly (number | false | undefined)[]): number[] {
  return values.filter((value) => typeof value === 'number')
}
