import { Client, fetchExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { UpdateThreadDocument } from '../../gql/graphql.ts'

/** Types without an id: graphcache keeps them with their thread. */
export const keys = {
  ToolResources: () => null,
  CodeInterpreterResources: () => null,
  FileSearchResources: () => null,
  ThreadConnection: () => null,
  ThreadEdge: () => null,
  PageInfo: () => null,
  ThreadChange: () => null,
}

/** Each page joins the one list of its filter and order. */
export const resolvers = { Query: { threads: relayPagination() } }

export function createClient(url: string, key?: string): Client {
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers: key ? { authorization: `Bearer ${key}` } : {} },
    exchanges: [cacheExchange({ keys, resolvers }), fetchExchange],
  })
}

/** Saves metadata; every query that shows the thread then shows it. Returns the problems; none if it was saved. */
export async function saveMetadata(client: Client, id: string, metadata: Record<string, string>) {
  const { error } = await client.mutation(UpdateThreadDocument, { id, metadata })
  if (error?.networkError) throw error.networkError
  return (error?.graphQLErrors ?? []).map(({ message, extensions }) => ({ message, ...extensions }))
}
