import type OpenAI from 'openai'
import { createThreadLoader, type ThreadLoader } from './thread/loader.ts'
import { type Caller, type Upstream, upstreamFor } from './upstream/upstream.ts'

/** What resolvers get: the upstream on behalf of one caller, and the loaders of one request. */
export interface Context {
  upstream: Upstream
  threads: ThreadLoader
}

/**
 * The context of one request.
 *
 * @param onBatch is told how many ids a loader sends off together.
 */
export function createContext(client: OpenAI, caller: Caller, onBatch?: (size: number) => void): Context {
  const upstream = upstreamFor(client, caller)
  return { upstream, threads: createThreadLoader(upstream, onBatch) }
}
