import { Client, fetchExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { UpdateThreadDocument } from '../gql/graphql.ts'

/** These have no id: they are kept with their thread. */
const keys = {
  ToolResources: () => null,
  CodeInterpreterResources: () => null,
  FileSearchResources: () => null,
}

export function createClient(url: string): Client {
  return new Client({ url, preferGetMethod: false, exchanges: [cacheExchange({ keys }), fetchExchange] })
}

/** Saves metadata; every query that shows the thread then shows it. Returns what stood in the way. */
export async function saveMetadata(client: Client, id: string, metadata: Record<string, string>) {
  const { error } = await client.mutation(UpdateThreadDocument, { id, metadata })
  if (error?.networkError) throw error.networkError
  return (error?.graphQLErrors ?? []).map(({ message, extensions }) => ({ message, ...extensions }))
}
