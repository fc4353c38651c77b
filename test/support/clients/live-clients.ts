import { createOperationDescriptor, fetchQuery, getRequest } from 'relay-runtime'
import { onTestFinished } from 'vitest'
import { ListThreadsDocument, ThreadChangesDocument } from '../../gql/graphql.ts'
import { createLiveClient as createApollo, threadChanges } from '../../samples/clients/apollo-live.ts'
import type {
  liveThreadsQuery,
  liveThreadsQuery$data,
} from '../../samples/clients/relay/gql/liveThreadsQuery.graphql.ts'
import { createLiveClient as createUrql } from '../../samples/clients/urql-live.ts'
import { Latest } from './latest.ts'
import './relay-tags.ts'

// Its tags are replaced when it is loaded.
const relay = await import('../../samples/clients/relay/live-threads.ts')

/** What a client shows: the topics of the threads in its list, and whether it is reading them. */
export interface Shown {
  topics: unknown[]
  isLoading: boolean
}

/** A client that shows the list of threads, until the test is over. */
export interface LiveClient {
  shown: Latest<Shown>
  /** Subscribes to changes. */
  follow: () => void
  /** The error that the subscription ends with. */
  failed: Promise<unknown>
}

type OpenClient = (endpoint: string, key?: string) => LiveClient

interface List {
  readonly threads: { readonly edges: readonly { readonly node: { readonly metadata?: unknown } }[] }
}

const topicsOf = (list: List | null | undefined) =>
  list?.threads.edges.map(({ node }) => Object(node.metadata).topic) ?? []

const nothing: Shown = { topics: [], isLoading: true }

const openApollo: OpenClient = (endpoint, key) => {
  const client = createApollo(endpoint, key)
  const shown = new Latest(nothing)
  const failure = Promise.withResolvers<unknown>()
  const list = client
    .watchQuery({ query: ListThreadsDocument, variables: { first: 20 } })
    .subscribe(({ data, loading }) => shown.set({ topics: topicsOf(data as List), isLoading: loading }))
  onTestFinished(() => list.unsubscribe())
  return {
    shown,
    failed: failure.promise,
    follow() {
      const changes = threadChanges(client).subscribe(({ error }) => error && failure.resolve(error))
      onTestFinished(() => changes.unsubscribe())
    },
  }
}

const openUrql: OpenClient = (endpoint, key) => {
  const client = createUrql(endpoint, key)
  const shown = new Latest(nothing)
  const failure = Promise.withResolvers<unknown>()
  const list = client
    .query(ListThreadsDocument, { first: 20 })
    .subscribe(({ data, stale }) => shown.set({ topics: topicsOf(data), isLoading: stale }))
  onTestFinished(() => list.unsubscribe())
  return {
    shown,
    failed: failure.promise,
    follow() {
      const changes = client
        .subscription(ThreadChangesDocument, {})
        .subscribe(({ error }) => error && failure.resolve(error))
      onTestFinished(() => changes.unsubscribe())
    },
  }
}

const openRelay: OpenClient = (endpoint, key) => {
  const shown = new Latest(nothing)
  const failure = Promise.withResolvers<unknown>()
  const environment = relay.createEnvironment(endpoint, key, () => void read())
  const operation = createOperationDescriptor(getRequest(relay.listThreads), { first: 20 })
  const show = () => {
    const { data } = environment.lookup(operation.fragment)
    shown.set({ topics: topicsOf(data as liveThreadsQuery$data | null), isLoading: shown.value.isLoading })
  }
  async function read() {
    shown.set({ ...shown.value, isLoading: true })
    await fetchQuery<liveThreadsQuery>(environment, relay.listThreads, { first: 20 }).toPromise()
    shown.set({ ...shown.value, isLoading: false })
  }
  const list = environment.subscribe(environment.lookup(operation.fragment), show)
  const retained = environment.retain(operation)
  read().then(show, () => {})
  onTestFinished(() => {
    list.dispose()
    retained.dispose()
  })
  return {
    shown,
    failed: failure.promise,
    follow() {
      const changes = relay.followThreads(environment, failure.resolve)
      onTestFinished(() => changes.dispose())
    },
  }
}

export const liveClients: { name: string; open: OpenClient }[] = [
  { name: 'Apollo Client', open: openApollo },
  { name: 'urql', open: openUrql },
  { name: 'Relay', open: openRelay },
]
