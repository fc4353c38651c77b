import { onTestFinished } from 'vitest'
import { type Misbehaviour, startMisbehaving } from '../misbehaving.ts'
import { type RunningServer, startServer } from '../server.ts'

/** Long enough for both retries of a read. */
const PATIENT = { UPSTREAM_TIMEOUT_MS: '5000' }

/** Serves the API; closed when the test is over. */
export async function serve(env: Record<string, string>): Promise<RunningServer> {
  const server = await startServer({ ...PATIENT, ...env })
  onTestFinished(server.close)
  return server
}

/** Serves the API before an upstream that misbehaves; both are closed when the test is over. */
export async function serveMisbehaving(misbehave: Misbehaviour, env: Record<string, string> = {}) {
  const upstream = await startMisbehaving(misbehave)
  onTestFinished(upstream.close)
  return { upstream, server: await serve({ OPENAI_BASE_URL: upstream.baseURL, ...env }) }
}

export const readThread = '{ thread(id: "thread_a") { id } }'
export const updateThread = 'mutation { updateThread(id: "thread_a", metadata: { a: "b" }) { id } }'

export const read = (server: RunningServer) => server.query(readThread)
export const mutate = (server: RunningServer) => server.query(updateThread)
