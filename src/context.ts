import type OpenAI from 'openai'
import { createThreadLoader, type ThreadLoader } from './thread/loader.ts'
import { type Caller, type Upstream, upstreamFor } from './upstream/upstream.ts'

/** What resolvers get: the upstream on behalf of one caller, and the loaders of one request. */
export interface Context {
  upstream: Upstream
  threads: ThreadLoader
}

/** The context of one request. */
export function createContext(client: OpenAI, caller: Caller): Context {
  const upstream = upstreamFor(client, caller)
  return { upstream, threads: createThreadLoader(upstream) }
}
