import { Client, fetchExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { UpdateThreadDocument } from '../../gql/graphql.ts'

/** Types without an id: graphcache keeps them with their thread. */
const keys = {
  ToolResources: () => null,
  CodeInterpreterResources: () => null,
  FileSearchResources: () => null,
}

export function createClient(url: string, key?: string): Client {
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers: key ? { authorization: `Bearer ${key}` } : {} },
    exchanges: [cacheExchange({ keys }), fetchExchange],
  })
}

/** Saves metadata; every query that shows the thread then shows it. Returns the problems; none if it was saved. */
export async function saveMetadata(client: Client, id: string, metadata: Record<string, string>) {
  const { error } = await client.mutation(UpdateThreadDocument, { id, metadata })
  if (error?.networkError) throw error.networkError
  return (error?.graphQLErrors ?? []).map(({ message, extensions }) => ({ message, ...extensions }))
}
