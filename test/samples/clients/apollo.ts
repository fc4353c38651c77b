import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { UpdateThreadDocument } from '../../gql/graphql.ts'

export function createClient(uri: string, key?: string): ApolloClient {
  const link = new HttpLink({ uri, headers: key ? { authorization: `Bearer ${key}` } : {} })
  // Each page joins the one list of its filter and order.
  const threads = relayStylePagination(['where', 'orderBy'])
  const cache = new InMemoryCache({ typePolicies: { Query: { fields: { threads } } } })
  return new ApolloClient({ cache, link })
}

/** Saves metadata; every query that shows the thread then shows it. Returns the problems; none if it was saved. */
export async function saveMetadata(client: ApolloClient, id: string, metadata: Record<string, string>) {
  try {
    await client.mutate({ mutation: UpdateThreadDocument, variables: { id, metadata } })
    return []
  } catch (error) {
    if (!CombinedGraphQLErrors.is(error)) throw error
    return error.errors.map(({ message, extensions }) => ({ message, ...extensions }))
  }
}
