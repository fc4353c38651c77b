import { describe, expect, it, onTestFinished } from 'vitest'
import { ListThreadsDocument, type ListThreadsQuery, PatchThreadMetadataDocument } from '../../gql/graphql.ts'
import { createClient as createApollo } from '../../samples/clients/apollo.ts'
import { createClient as createUrql } from '../../samples/clients/urql.ts'
import { startServer } from '../../support/server.ts'

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
