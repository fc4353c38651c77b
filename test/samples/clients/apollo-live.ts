import { type ApolloCache, type ApolloClient, ApolloLink, Observable, type Reference } from '@apollo/client'
import { print } from 'graphql'
import { createClient as createSocket } from 'graphql-ws'
import { tap } from 'rxjs'
import { ThreadChangesDocument, type ThreadChangesSubscription } from '../../gql/graphql.ts'
import { createClient } from './apollo.ts'
import { resuming } from './resuming.ts'

/** A client whose subscriptions go over WebSocket, and all else over HTTP. */
export function createLiveClient(uri: string, key?: string): ApolloClient {
  const client = createClient(uri, key)
  const url = uri.replace(/^http/, 'ws')
  const connectionParams = key ? { authorization: `Bearer ${key}` } : {}
  const subscribe = resuming(
    (request, sink, connected) =>
      createSocket({ url, connectionParams, retryAttempts: 0, on: { connected } }).subscribe(request, sink),
    () => client.refetchQueries({ include: 'active' }),
  )
  const live = new ApolloLink(
    ({ query, variables }) =>
      new Observable((observer) => subscribe({ query: print(query), variables }, observer)),
  )
  client.setLink(ApolloLink.split(({ operationType }) => operationType === 'subscription', live, client.link))
  return client
}

/** Subscribe to this, and all queries show what others change. */
export function threadChanges(client: ApolloClient) {
  return client
    .subscribe({ query: ThreadChangesDocument })
    .pipe(tap(({ data }) => data && show(client.cache, data.threadChanges)))
}

function show(cache: ApolloCache, { kind, id, thread }: ThreadChangesSubscription['threadChanges']): void {
  // An updated thread is in the cache by itself.
  if (kind === 'DELETED') cache.evict({ id: cache.identify({ __typename: 'Thread', id }) })
  if (kind !== 'CREATED' || !thread) return
  cache.modify({
    fields: {
      threads(list, { storeFieldName, toReference }) {
        // The list of all threads. Whether a thread belongs into one with a filter, the server knows.
        if (storeFieldName !== 'threads:{}') return list
        const node = toReference({ __typename: 'Thread', id })
        const others = list.edges.filter((edge: { node: Reference }) => edge.node.__ref !== node?.__ref)
        return { ...list, edges: [{ __typename: 'ThreadEdge', cursor: '', node }, ...others] }
      },
    },
  })
}
