import { serveUpstream } from '../api.ts'
import { wireThread } from '../upstream.ts'

/** Serves a thread, and counts the HTTP requests that reach the server and the calls that reach the upstream. */
export async function serveCounted() {
  let http = 0
  const plugin = { onRequest: () => void http++ }
  const thread = wireThread('thread_abc123', { metadata: { topic: 'first steps' } })
  const { server, upstream } = await serveUpstream([thread], {}, { plugins: [plugin] })
  const calls = (method: string) => upstream.journal.filter((entry) => entry.method === method).length
  return {
    endpoint: `${server.url}/graphql`,
    upstream,
    id: thread.id,
    counts: () => ({ http, reads: calls('GET'), writes: calls('POST') }),
  }
}
