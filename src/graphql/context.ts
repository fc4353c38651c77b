import type OpenAI from 'openai'
import { createThreadLoader, type ThreadLoader } from '../resources/thread/loader.ts'
import { type Caller, type Upstream, upstreamFor } from '../upstream/upstream.ts'

/** What resolvers get: the upstream on behalf of one caller, and the loaders of one request. */
export interface Context {
  upstream: Upstream
  threads: ThreadLoader
}

export interface ContextOptions {
  /** Whether one request of the client can read many threads. Default: false. */
  readsMany?: boolean
  /** Told how many ids a loader sends off together. */
  onBatch?: (size: number) => void
}

/** The context of one request. */
export function createContext(
  client: OpenAI,
  caller: Caller,
  { readsMany, onBatch }: ContextOptions = {},
): Context {
  const upstream = upstreamFor(client, caller, readsMany)
  return { upstream, threads: createThreadLoader(upstream, onBatch) }
}
