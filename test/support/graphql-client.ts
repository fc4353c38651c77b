import type { GraphQLAnswer } from './server.ts'

/** Posts a document to a server at `url`. Rejects where no response came. */
export async function post<Data = Record<string, unknown>>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  signal?: AbortSignal,
): Promise<GraphQLAnswer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
    ...(signal && { signal }),
  })
  return { status: response.status, ...JSON.parse(await response.text()) }
}
