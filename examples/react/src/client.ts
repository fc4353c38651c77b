import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'

/** How long a request may take. By then the server has said that its upstream does not respond (after 30 s, by default). */
const timeoutMs = 45_000

const cache = new InMemoryCache({
  typePolicies: {
    Query: {
      fields: {
        // A thread that a mutation returned is there already: opening it costs no request.
        thread: (existing, { args, toReference }) =>
          existing === undefined ? toReference({ __typename: 'Thread', id: args?.['id'] }) : existing,
        // Each page joins the one list of its filter.
        threads: relayStylePagination(['where']),
      },
    },
  },
})

const link = new HttpLink({
  uri: '/graphql',
  fetch(uri, init) {
    const timeout = AbortSignal.timeout(timeoutMs)
    return fetch(uri, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout })
  },
})

export const client = new ApolloClient({ cache, link })
