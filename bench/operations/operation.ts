import type { Contender } from '../contenders/contender.ts'
import type { Dialect, Exchange } from '../contenders/dialect.ts'
import type { KnownThread } from '../threads.ts'

/** One thing that contenders are measured at, side by side. */
export interface Operation {
  /** For `--only`. */
  name: string
  title: string
  /** Where the threads are: a remote upstream that takes its time, or a store in the contender. */
  threads: { delayMs: number } | 'embedded'
  /** The first one is what the others are compared with. */
  contenders: readonly Contender[]
  /** Measured in the same processes, in turn; mostly one. */
  variants: readonly Variant[]
  /** Upstream requests in flight at once that a contender is allowed, where its default is not meant. */
  concurrency?: number
  /** Whether the upstream is asked directly too. */
  direct?: boolean
  /** Whether memory is what it is about: it is read at rest and in a first wave too. */
  memory?: boolean
  /** How many rounds, where a few are enough. */
  rounds?: number
  /** What would be had if nothing cost anything, in requests a second. */
  ideal?: number
}

export interface Variant {
  name: string
  /** How many threads one request asks for. */
  ids: number
  /**
   * What each connection asks, in turn. No two connections ask for one thread: whoever shares what is in flight
   * at the same moment has nothing to share.
   */
  exchanges: (dialect: Dialect, thread: (index: number) => KnownThread) => Exchange[][]
  /** Asked before and right, or nothing is measured; the first exchanges are checked anyway. */
  check?: (dialect: Dialect, thread: (index: number) => KnownThread) => Exchange[]
}

/** An array of what a function makes of 0, 1, 2 … */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** Requests that ask for one thread each. */
export function oneThread(
  connections: number,
  each: number,
  exchange: (dialect: Dialect, thread: KnownThread) => Exchange,
): Variant {
  return {
    name: '',
    ids: 1,
    exchanges: (dialect, thread) =>
      times(connections, (connection) =>
        times(each, (turn) => exchange(dialect, thread(connection * each + turn))),
      ),
  }
}

/** Requests that ask for many threads each: different ones in each of a connection's turns. */
export function manyThreads(connections: number, each: number, ids: number, known: number): Variant {
  const slice = Math.floor(known / connections)
  return {
    name: ids === 1 ? '1 id' : `${ids.toLocaleString('en')} ids`,
    ids,
    exchanges: (dialect, thread) =>
      times(connections, (connection) =>
        times(each, (turn) =>
          // Neighbours in the slice of this connection, from another place each turn.
          dialect.threadsById(
            times(ids, (n) => thread(connection * slice + ((turn * ids + turn * 7 + n) % slice))),
          ),
        ),
      ),
  }
}
