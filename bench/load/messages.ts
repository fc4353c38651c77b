/** What the load generator is told, and what it tells. */

export interface LoadRequest {
  method: 'GET' | 'POST'
  path: string
  body?: string
}

export interface Load {
  origin: string
  /** What each connection asks, in turn and again from the start. */
  connections: LoadRequest[][]
  /** Bytes of each right answer; undefined where they differ. */
  answerLength?: number | undefined
  /** Seconds that go by before anything counts. */
  settle: number
  /** Seconds that count. */
  seconds: number
  /** Asks this often, instead of for some time. */
  amount?: number
  /** The contender's process. */
  pid?: number | undefined
  upstreamPid?: number | undefined
  cores?: { contender: number; load: number } | undefined
}

export interface LoadResult {
  /** Answers that count, and the seconds they took. */
  answers: number
  seconds: number
  /** Milliseconds, of each answer that counts: median, and that of which 1 in 100 is above. */
  p50: number
  p99: number
  /** CPU seconds of the contender meanwhile. */
  cpu?: number | undefined
  /** The most memory that the contender had, in bytes. */
  resident?: number | undefined
  /** How busy the core of the load generator and the upstream was, from 0 to 1. */
  loadCore?: number | undefined
  /** The share of each core that went to processes which have no part in this. */
  others?: { contenderCore: number; loadCore: number } | undefined
  /** What was not as it should be, if anything: the first few, and how many there were. */
  problems: { count: number; examples: string[] }
}

/** Stands in a body for a number that is never the same again, of eight digits. */
export const stamp = '__STAMP_'

export function isLoad(message: unknown): message is Load {
  return typeof message === 'object' && message !== null && 'connections' in message && 'origin' in message
}

export function isLoadResult(message: unknown): message is LoadResult {
  return typeof message === 'object' && message !== null && 'answers' in message && 'problems' in message
}
