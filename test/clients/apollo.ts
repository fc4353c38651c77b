import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client'
import { UpdateThreadDocument } from '../gql/graphql.ts'

export function createClient(uri: string): ApolloClient {
  return new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri }) })
}

/** Saves metadata; every query that shows the thread then shows it. Returns what stood in the way. */
export async function saveMetadata(client: ApolloClient, id: string, metadata: Record<string, string>) {
  try {
    await client.mutate({ mutation: UpdateThreadDocument, variables: { id, metadata } })
    return []
  } catch (error) {
    if (!CombinedGraphQLErrors.is(error)) throw error
    return error.errors.map(({ message, extensions }) => ({ message, ...extensions }))
  }
}
