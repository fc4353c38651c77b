import { describe, expect, it, onTestFinished } from 'vitest'
import {
  ListThreadsDocument,
  type ListThreadsQuery,
  PatchThreadMetadataDocument,
  ThreadChangesDocument,
} from '../../gql/graphql.ts'
import { createClient as createApollo } from '../../samples/clients/apollo.ts'
import { createLiveClient as createLiveApollo, threadChanges } from '../../samples/clients/apollo-live.ts'
import { createClient as createUrql } from '../../samples/clients/urql.ts'
import { createLiveClient as createLiveUrql } from '../../samples/clients/urql-live.ts'
import { Latest } from '../../support/clients/latest.ts'
import { serveLive } from '../../support/clients/serve-live.ts'
import { startServer } from '../../support/server.ts'
import { untilSubscribed } from '../../support/subscriptions.ts'

/** The endpoint of a server with threads `thread_0` to `thread_4`, the last one the newest. */
async function serveFive(): Promise<string> {
  const server = await startServer()
  onTestFinished(server.close)
  for (let n = 0; n < 5; n++) {
    await server.query(`mutation { createThread(id: "thread_${n}", metadata: { n: "${n % 2}" }) { id } }`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return `${server.url}/graphql`
}

const idsOf = (data: ListThreadsQuery | undefined) =>
  data?.threads.edges.map(({ node }) => node?.id.at(-1)).join('')

describe('Apollo Client', () => {
  it('joins the pages of one list, apart from those of another filter', async () => {
    const client = createApollo(await serveFive())
    const list = client.watchQuery({ query: ListThreadsDocument, variables: { first: 2 } })
    const watched = list.subscribe(() => {})
    onTestFinished(() => watched.unsubscribe())
    const first = await list.refetch()
    expect(idsOf(first.data)).toBe('43')
    const { endCursor: after } = first.data?.threads.pageInfo ?? {}
    await list.fetchMore({ variables: { after: after ?? null } })
    const shown = () => client.readQuery({ query: ListThreadsDocument, variables: { first: 2 } })
    expect(idsOf(shown() ?? undefined)).toBe('4321')

    const variables = { first: 2, where: { metadata: { n: '1' } } }
    expect(idsOf((await client.query({ query: ListThreadsDocument, variables })).data)).toBe('31')
    expect(idsOf(shown() ?? undefined)).toBe('4321')
  })
})

describe('urql', () => {
  it('joins the pages of one list, and shows a patched thread in it', async () => {
    const client = createUrql(await serveFive())
    const page = async (variables: object) => (await client.query(ListThreadsDocument, variables)).data
    const first = await page({ first: 2 })
    expect(idsOf(first)).toBe('43')
    const joined = await page({ first: 2, after: first?.threads.pageInfo.endCursor })
    expect(idsOf(joined)).toBe('4321')

    await client.mutation(PatchThreadMetadataDocument, { id: 'thread_4', set: { topic: 'new' } })
    const again = await client.query(ListThreadsDocument, { first: 2 }, { requestPolicy: 'cache-only' })
    expect(again.data?.threads.edges[0]?.node).toMatchObject({ metadata: { n: '0', topic: 'new' } })
  })
})

/** A server with one thread of each topic, the last one the newest. */
async function serveTopics(topics: string[]) {
  const live = await serveLive()
  const ids: string[] = []
  for (const topic of topics) {
    ids.push(await live.create(topic))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return { ...live, ids }
}

const topicsOf = (data: ListThreadsQuery | null | undefined) =>
  data?.threads.edges.map(({ node }) => node.metadata?.['topic']).join('')

describe('a list of two pages that follows changes', () => {
  it('has a new thread at its head and no deleted one, in Apollo Client', async () => {
    const { endpoint, server, ids, create, remove } = await serveTopics(['d', 'c', 'b', 'a'])
    const client = createLiveApollo(endpoint)
    const shown = new Latest<string | undefined>('')
    const list = client.watchQuery({ query: ListThreadsDocument, variables: { first: 2 } })
    const changes = threadChanges(client).subscribe()
    await untilSubscribed(server.url)
    const watched = list.subscribe(({ data }) => shown.set(topicsOf(data as ListThreadsQuery)))
    onTestFinished(() => {
      watched.unsubscribe()
      changes.unsubscribe()
    })
    await shown.until((topics) => topics === 'ab')
    await list.fetchMore({ variables: { after: list.getCurrentResult().data?.threads?.pageInfo?.endCursor } })
    await shown.until((topics) => topics === 'abcd')
    await create('n')
    await shown.until((topics) => topics === 'nabcd')
    await remove(ids[1] ?? '')
    await shown.until((topics) => topics === 'nabd')
    await remove(ids[3] ?? '')
    await shown.until((topics) => topics === 'nbd')
  })

  it('has a new thread at its head and no deleted one, in urql', async () => {
    const { endpoint, server, ids, create, remove } = await serveTopics(['d', 'c', 'b', 'a'])
    const client = createLiveUrql(endpoint)
    const changes = client.subscription(ThreadChangesDocument, {}).subscribe(() => {})
    await untilSubscribed(server.url)
    const shown = new Latest<string | undefined>('')
    const first = await client.query(ListThreadsDocument, { first: 2 })
    const after = first.data?.threads.pageInfo.endCursor
    const watched = client
      .query(ListThreadsDocument, { first: 2, after })
      .subscribe(({ data }) => shown.set(topicsOf(data)))
    onTestFinished(() => {
      watched.unsubscribe()
      changes.unsubscribe()
    })
    await shown.until((topics) => topics === 'abcd')
    await create('n')
    await shown.until((topics) => topics === 'nabcd')
    await remove(ids[1] ?? '')
    await shown.until((topics) => topics === 'nabd')
    await remove(ids[3] ?? '')
    await shown.until((topics) => topics === 'nbd')
  })
})
