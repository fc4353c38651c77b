import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ReadThreadDocument } from '../../gql/graphql.ts'
import { createClient, saveMetadata } from '../../samples/clients/apollo.ts'
import { serveCounted } from '../../support/clients/counted.ts'
import { startServer } from '../../support/server.ts'
import { refusal } from '../../support/upstream.ts'

describe('Apollo Client', () => {
  it('shows new metadata wherever the thread is shown, with no further request', async () => {
    const { endpoint, id, counts } = await serveCounted()
    const client = createClient(endpoint)
    const topics: unknown[] = []
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const watched = client
      .watchQuery({ query: ReadThreadDocument, variables: { id } })
      .subscribe(({ data }) => {
        if (!data?.thread) return
        topics.push(data.thread.metadata?.['topic'])
        topics.length === 1 ? first.resolve() : second.resolve()
      })
    onTestFinished(() => watched.unsubscribe())
    await first.promise
    expect(counts()).toEqual({ http: 1, reads: 1, writes: 0 })

    expect(await saveMetadata(client, id, { topic: 'second steps' })).toEqual([])
    await second.promise
    expect(topics).toEqual(['first steps', 'second steps'])
    const { data } = await client.query({ query: ReadThreadDocument, variables: { id } })
    expect(data?.thread?.metadata).toEqual({ topic: 'second steps' })
    expect(counts()).toEqual({ http: 2, reads: 1, writes: 1 })
  })

  it('tells the app which limit was broken, and where', async () => {
    const { endpoint, id, counts } = await serveCounted()
    expect(await saveMetadata(createClient(endpoint), id, { topic: 'x'.repeat(513) })).toEqual([
      {
        message: 'metadata["topic"] is 513 characters long; at most 512 are allowed',
        code: 'BAD_USER_INPUT',
        argument: 'metadata',
        path: ['topic'],
        limit: 512,
        actual: 513,
        unit: 'characters',
      },
    ])
    expect(counts().writes).toBe(0)
  })

  it('tells the app that a key is wrong', async () => {
    const server = await startServer({ API_KEYS: 'sk-alice' })
    onTestFinished(server.close)
    const client = createClient(`${server.url}/graphql`)
    expect(await saveMetadata(client, 'thread_a', {})).toMatchObject([{ code: 'UNAUTHENTICATED' }])
  })

  it('tells the app that its page may not call', async () => {
    const server = await startServer()
    onTestFinished(server.close)
    const link = new HttpLink({
      uri: `${server.url}/graphql`,
      headers: { origin: 'https://evil.example' },
    })
    const client = new ApolloClient({ cache: new InMemoryCache(), link })
    expect(await saveMetadata(client, 'thread_a', {})).toMatchObject([{ code: 'FORBIDDEN' }])
  })

  it('tells the app that the upstream failed, and how', async () => {
    const { endpoint, id, upstream } = await serveCounted()
    upstream.script = () => refusal(500, 'The server had an error.')
    expect(await saveMetadata(createClient(endpoint), id, {})).toMatchObject([
      { code: 'UPSTREAM_UNAVAILABLE', upstream: { status: 500, requestId: 'req_local' } },
    ])
  })

  it('sends the key of the caller', async () => {
    const server = await startServer({ API_KEYS: 'sk-alice' })
    onTestFinished(server.close)
    const problems = await saveMetadata(createClient(`${server.url}/graphql`, 'sk-alice'), 'thread_a', {})
    expect(problems).toMatchObject([{ code: 'NOT_FOUND' }])
  })
})
