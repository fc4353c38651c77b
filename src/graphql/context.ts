import type { ThreadsApi, ThreadsDialect } from '../resources/thread/api.ts'
import { AssistantsThreads } from '../resources/thread/assistants.ts'
import { createThreadLoader, type ThreadLoader } from '../resources/thread/loader.ts'
import type { OpenAI } from '../upstream/client.ts'
import { type Caller, type Upstream, upstreamFor } from '../upstream/upstream.ts'

/** What resolvers get: the threads of one caller, and the loaders of one request. */
export interface Context {
  threadsApi: ThreadsApi
  threads: ThreadLoader
}

export interface ContextOptions {
  /** What the upstream speaks. Default: OpenAI's Assistants API. */
  Threads?: ThreadsDialect<Upstream>
  /** Told how many ids a loader sends off together. */
  onBatch?: (size: number) => void
}

/** The context of one request. */
export function createContext(
  client: OpenAI,
  caller: Caller,
  { Threads = AssistantsThreads, onBatch }: ContextOptions = {},
): Context {
  const threadsApi = new Threads(upstreamFor(client, caller))
  return { threadsApi, threads: createThreadLoader(threadsApi, onBatch) }
}
