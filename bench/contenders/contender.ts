import type { Dialect } from './dialect.ts'

/** What a contender is started with. */
export interface Surroundings {
  port: number
  /** The upstream, for instance `http://127.0.0.1:41234`; undefined where the store is embedded. */
  upstream?: string | undefined
  /** The database file, where the store is embedded. */
  database?: string | undefined
  /** How many requests are in flight at once at most, where an operation needs more than is usual. */
  concurrency?: number | undefined
}

/** Somebody to be measured: a process of Node that answers GraphQL over HTTP. */
export interface Contender {
  name: string
  /** Where it answers. */
  path: string
  dialect: Dialect
  /** The arguments for node. */
  args: string[]
  cwd?: string
  env: (surroundings: Surroundings) => Record<string, string>
  /** What it must have written to standard error when it listens, to be what it says it is. */
  announces?: string
}
