import { Client, fetchExchange, mapExchange, type Operation, subscriptionExchange } from '@urql/core'
import { type Cache, cacheExchange, type UpdatesConfig } from '@urql/exchange-graphcache'
import { createClient as createEvents } from 'graphql-sse'
import { ListThreadsDocument, type ThreadChangesSubscription } from '../../gql/graphql.ts'
import { resuming } from './resuming.ts'
import { keys, resolvers } from './urql.ts'

/** A client whose subscriptions are Server-Sent Events. */
export function createLiveClient(url: string, key?: string): Client {
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {}
  const events = createEvents({ url, headers, retryAttempts: 0 })
  const shown = new Map<number, Operation>()
  const subscribe = resuming(
    (request, sink, connected) => events.subscribe(request, sink, { connected }),
    () => {
      for (const { kind, ...request } of shown.values()) {
        const context = { ...request.context, requestPolicy: 'network-only' as const }
        client.reexecuteOperation(client.createRequestOperation('query', request, context))
      }
    },
  )
  const client = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers },
    exchanges: [
      mapExchange({
        onOperation(operation) {
          if (operation.kind === 'query') shown.set(operation.key, operation)
          if (operation.kind === 'teardown') shown.delete(operation.key)
        },
      }),
      cacheExchange({ keys, resolvers, updates }),
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: subscribe({ query, variables }, sink) }),
        }),
      }),
      fetchExchange,
    ],
  })
  return client
}

/** Subscribe to `threadChanges`, and all queries show what others change. An updated thread does so by itself. */
const updates: UpdatesConfig = {
  Subscription: {
    threadChanges(result: ThreadChangesSubscription, _, cache) {
      const { kind, id, thread } = result.threadChanges
      if (kind === 'CREATED' && thread) add(cache, thread)
      if (kind === 'DELETED') remove(cache, id)
    },
  },
}

/** Puts a thread at the head of the list of all. Whether it belongs into one with a filter, the server knows. */
function add(cache: Cache, thread: NonNullable<ThreadChangesSubscription['threadChanges']['thread']>): void {
  for (const { fieldName, arguments: variables } of cache.inspectFields('Query')) {
    if (fieldName !== 'threads' || variables?.['after'] || variables?.['where'] || variables?.['orderBy'])
      continue
    cache.updateQuery({ query: ListThreadsDocument, variables: variables ?? {} }, (list) => {
      if (!list) return list
      const others = list.threads.edges.filter(({ node }) => node.id !== thread.id)
      const edge = { __typename: 'ThreadEdge' as const, cursor: '', node: thread }
      return { ...list, threads: { ...list.threads, edges: [edge, ...others] } }
    })
  }
}

/** Takes a thread out of every page of every list. */
function remove(cache: Cache, id: string): void {
  const thread = cache.keyOfEntity({ __typename: 'Thread', id })
  for (const { fieldName, fieldKey } of cache.inspectFields('Query')) {
    const page = cache.resolve('Query', fieldKey)
    if (fieldName !== 'threads' || typeof page !== 'string') continue
    const edges = cache.resolve(page, 'edges')
    if (!Array.isArray(edges)) continue
    const others = edges.filter((edge) => cache.resolve(edge, 'node') !== thread)
    cache.link(page, 'edges', others)
  }
  cache.link('Query', 'thread', { id }, null)
}
