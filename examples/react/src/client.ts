import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { createCache } from './cache.ts'
import { followThreads } from './live.ts'
import { newestLink } from './newest.ts'
import { createThreadUpdates } from './thread-updates.ts'
import { createWebSocket } from './web-socket.ts'

/** How long a request may take. By then the server has said that its upstream does not respond (after 30 s, by default). */
const timeoutMs = 45_000

const http = new HttpLink({
  uri: '/graphql',
  fetch(uri, init) {
    const timeout = AbortSignal.timeout(timeoutMs)
    return fetch(uri, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout })
  },
})

const cache = createCache()
const socket = createWebSocket('/graphql')

export const client = new ApolloClient({
  cache,
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    newestLink(cache).concat(http),
  ),
  // Something is read again because it may have changed: the response to an earlier request would not tell.
  queryDeduplication: false,
})

/** What is to be told of each write of this page. */
export const updates = createThreadUpdates(client)

/** One subscription for the whole page. */
export const live = followThreads(client, socket, updates)
