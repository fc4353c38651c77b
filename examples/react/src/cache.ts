import { InMemoryCache } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'

export function createCache(): InMemoryCache {
  return new InMemoryCache({
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
}
