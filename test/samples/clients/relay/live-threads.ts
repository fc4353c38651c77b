import { createClient } from 'graphql-ws'
import {
  ConnectionHandler,
  Environment,
  type GraphQLResponse,
  graphql,
  Network,
  Observable,
  type RecordProxy,
  RecordSource,
  type RecordSourceSelectorProxy,
  requestSubscription,
  Store,
} from 'relay-runtime'
import { resuming } from '../resuming.ts'
import type { liveThreadsSubscription } from './gql/liveThreadsSubscription.graphql.ts'

export const listThreads = graphql`
  query liveThreadsQuery($first: Int, $after: String) {
    threads(first: $first, after: $after) @connection(key: "liveThreads_threads") {
      edges {
        node {
          id
          metadata
        }
      }
    }
  }
`

const threadChanges = graphql`
  subscription liveThreadsSubscription($after: String) {
    threadChanges(after: $after) {
      kind
      id
      cursor
      thread {
        id
        metadata
      }
    }
  }
`

/** @param refetch called when changes may have been missed. */
export function createEnvironment(uri: string, key: string | undefined, refetch: () => void): Environment {
  const authorization: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {}
  const headers = { 'content-type': 'application/json', ...authorization }
  const socket = {
    url: uri.replace(/^http/, 'ws'),
    connectionParams: authorization,
    retryAttempts: 0,
  }
  const subscribe = resuming(
    (request, sink, connected) => createClient({ ...socket, on: { connected } }).subscribe(request, sink),
    refetch,
  )
  const network = Network.create(
    async ({ text: query }, variables) => {
      const body = JSON.stringify({ query, variables })
      return (await fetch(uri, { method: 'POST', headers, body })).json()
    },
    ({ text }, variables) =>
      Observable.create(({ next, error, complete }) => {
        const sink = { next: (result: object) => next(result as GraphQLResponse), error, complete }
        return subscribe({ query: text ?? '', variables }, sink)
      }),
  )
  // A ThreadChange and a DeletedThread have the id of their thread, and are not it.
  const getDataID = ({ id }: Record<string, unknown>, type: string) =>
    type === 'ThreadChange' || type === 'DeletedThread' ? undefined : id
  return new Environment({ store: new Store(new RecordSource()), network, getDataID })
}

/** All queries show what others change until this is disposed of. An updated thread does so by itself. */
export function followThreads(environment: Environment, onError: (error: Error) => void) {
  return requestSubscription<liveThreadsSubscription>(environment, {
    subscription: threadChanges,
    variables: {},
    onError,
    updater(store, data) {
      const { kind, id = '' } = data?.threadChanges ?? {}
      const list = ConnectionHandler.getConnection(store.getRoot(), 'liveThreads_threads')
      const thread = store.getRootField('threadChanges')?.getLinkedRecord('thread')
      if (kind === 'CREATED' && list && thread) prepend(store, list, thread)
      if (kind !== 'DELETED') return
      if (list) ConnectionHandler.deleteNode(list, id)
      store.delete(id)
    },
  })
}

/** Puts a thread at the head of a list, unless it is there. */
function prepend(store: RecordSourceSelectorProxy, list: RecordProxy, thread: RecordProxy): void {
  const edges = list.getLinkedRecords('edges') ?? []
  if (edges.some((edge) => edge?.getLinkedRecord('node') === thread)) return
  ConnectionHandler.insertEdgeBefore(list, ConnectionHandler.createEdge(store, list, thread, 'ThreadEdge'))
}
