import { onTestFinished } from 'vitest'
import type { AppOptions } from '../../src/app.ts'
import { startServer } from './server.ts'
import { startUpstream, type WireThread, wireThread } from './upstream.ts'

/** The thread of the reference's example, as it was before that example's update. */
export const exampleThread = wireThread('thread_abc123')

/** Serves the API before a local upstream that holds these threads; both are closed when the test is over. */
export async function serveUpstream(
  threads: WireThread[] = [],
  env: Record<string, string> = {},
  options: AppOptions = {},
) {
  const upstream = await startUpstream(...threads)
  onTestFinished(upstream.close)
  const server = await startServer({ OPENAI_BASE_URL: upstream.baseURL, ...env }, options)
  onTestFinished(server.close)
  return { upstream, server }
}

/** Serves the API on its embedded upstream, in memory; closed when the test is over. */
export async function serveEmbedded(env: Record<string, string> = {}) {
  const server = await startServer(env)
  onTestFinished(server.close)
  return server
}
