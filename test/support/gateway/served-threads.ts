import type { AppOptions } from '../../../src/app.ts'
import { serveUpstream } from '../api.ts'
import { wireThread } from '../upstream.ts'

/** One operation as a gateway sent it to us. */
export interface SentOperation {
  query: string
  variables: Record<string, unknown>
}

/** Ids `thread_1` to `thread_<count>`. */
export function threadIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `thread_${index + 1}`)
}

/** Serves these threads, each with its id in its metadata, and notes what comes in; closed when the test is over. */
export async function serveThreads(
  ids: string[],
  schema: AppOptions['schema'] = {},
  env: Record<string, string> = {},
) {
  const operations: SentOperation[] = []
  const served = await serveUpstream(
    ids.map((id) => wireThread(id, { metadata: { name: id } })),
    env,
    {
      schema,
      plugins: [
        {
          onParams({ params: { query = '', variables = {} } }) {
            operations.push({ query, variables })
          },
        },
      ],
    },
  )
  return { ...served, endpoint: `${served.server.url}/graphql`, operations }
}

/** The reads among what reached the upstream, by path. */
export function readsOf(journal: { method: string; path: string }[]): string[] {
  return journal.filter(({ method }) => method === 'GET').map(({ path }) => path)
}
