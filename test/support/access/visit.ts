import { expect, onTestFinished } from 'vitest'
import { type RunningServer, startServer } from '../server.ts'

/** Headers that show this to be the caller; undefined shows nobody. */
export function as(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** Serves the API on its embedded upstream; closed when the test is over. */
export async function serve(env: Record<string, string> = {}): Promise<RunningServer> {
  const server = await startServer(env)
  onTestFinished(server.close)
  return server
}

/** Creates a thread over GraphQL, and returns its id. */
export async function createThread(server: RunningServer, headers: Record<string, string>): Promise<string> {
  const { data } = await server.query<{ createThread: { id: string } | null }>(
    'mutation { createThread(metadata: { of: "the owner" }) { id } }',
    {},
    headers,
  )
  const id = data?.createThread?.id
  expect(id).toMatch(/^thread_/)
  return id ?? ''
}

/** Whether a caller is let in to see a thread. */
export async function sees(
  server: RunningServer,
  id: string,
  headers: Record<string, string>,
): Promise<boolean> {
  const { status, data } = await server.query<{ thread: { id: string } | null }>(
    'query ($id: ID!) { thread(id: $id) { id } }',
    { id },
    headers,
  )
  expect(status).toBe(200)
  return data?.thread?.id === id
}
