import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openEmbedded } from '../../support/embedded/embedded.ts'

/** Threads `thread_0` and so on, a second apart, of users by turns. */
async function openWithThreads(count: number) {
  const embedded = openEmbedded()
  for (let n = 0; n < count; n++) {
    await embedded.store.create('', {
      id: `thread_${n}`,
      createdAt: 1699014083_000 + n * 1000,
      updatedAt: 1699014083_000 + n * 1000,
      metadata: JSON.stringify({ user: `user ${n % 2}`, n: String(n % 3) }),
      toolResources: '{}',
    })
  }
  const list = async (query: string) => {
    const { status, body } = await embedded.send('GET', `/v1/threads${query}`)
    return {
      status,
      ids: body.data?.map(({ id }: { id: string }) => id.slice('thread_'.length)).join(' '),
      body,
    }
  }
  return { ...embedded, list }
}

describe('GET /v1/threads', () => {
  it('lists threads as the API lists other things: 20, the newest first', async () => {
    const { list } = await openWithThreads(22)
    const { body } = await list('')
    expect(body).toMatchObject({ object: 'list', first_id: 'thread_21', last_id: 'thread_2', has_more: true })
    expect(body.data).toHaveLength(20)
    expect(body.data[0]).toMatchObject({ id: 'thread_21', object: 'thread', created_at: 1699014104 })
    expect(Object.keys(body)).toEqual(['object', 'data', 'first_id', 'last_id', 'has_more'])
  })

  it.each([
    ['?limit=2', '4 3', true],
    ['?limit=2&order=asc', '0 1', true],
    ['?limit=2&after=thread_3', '2 1', true],
    ['?after=thread_1', '0', false],
    ['?limit=2&order=asc&after=thread_2', '3 4', false],
    // Those right before it.
    ['?limit=2&before=thread_1', '3 2', true],
    ['?limit=5&before=thread_2', '4 3', false],
    ['?after=thread_4&before=thread_1', '3 2', false],
    ['?metadata[user]=user%201', '3 1', false],
    ['?metadata[user]=user%200&metadata[n]=1', '4', false],
    ['?metadata%5Buser%5D=user+0&limit=2', '4 2', true],
    ['?metadata[user]=nobody', '', false],
  ])('%s is %j', async (query, ids, hasMore) => {
    const { list } = await openWithThreads(5)
    const page = await list(query)
    expect([page.ids, page.body.has_more]).toEqual([ids, hasMore])
  })

  it('has null for its ids where it is empty', async () => {
    const { list } = await openWithThreads(0)
    expect((await list('')).body).toEqual({
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
    })
  })

  it.each([
    ['?limit=0', 400, 'limit'],
    ['?limit=101', 400, 'limit'],
    ['?limit=1e1', 400, 'limit'],
    ['?order=up', 400, 'order'],
    ['?offset=1', 400, 'offset'],
    ['?after=thread_none', 404, null],
    [`?${Array.from({ length: 17 }, (_, n) => `metadata[k${n}]=v`).join('&')}`, 400, 'metadata'],
    [`?metadata[${'k'.repeat(65)}]=v`, 400, 'metadata'],
  ])('refuses %s', async (query, status, param) => {
    const { list } = await openWithThreads(1)
    const answer = await list(query)
    expect([answer.status, answer.body.error?.param]).toEqual([status, param])
  })

  it('pages with an OpenAI client', async () => {
    const { api } = await openWithThreads(5)
    const client = new OpenAI({
      apiKey: 'none',
      baseURL: 'http://embedded/v1',
      fetch: (url, init) => {
        const headers = new Headers(init?.headers)
        headers.delete('authorization')
        return Promise.resolve(api.fetch(new Request(url, { ...init, headers })))
      },
    })
    const ids: string[] = []
    const pages = client.getAPIList('/threads', OpenAI.CursorPage, { query: { limit: 2 } })
    for await (const thread of pages) ids.push((thread as { id: string }).id)
    expect(ids).toEqual(['thread_4', 'thread_3', 'thread_2', 'thread_1', 'thread_0'])
  })
})

describe('PATCH /v1/threads/{id}', () => {
  it('sets single pairs of metadata, and removes those that are null', async () => {
    const { send } = await openWithThreads(1)
    const { status, body } = await send('PATCH', '/v1/threads/thread_0', {
      metadata: { user: null, topic: 'x' },
    })
    expect([status, body.metadata]).toEqual([200, { n: '0', topic: 'x' }])
  })

  it.each([
    ['no object', [], null],
    ['no metadata', {}, 'metadata'],
    ['a number', { metadata: { a: 1 } }, 'metadata.a'],
    ['another field', { metadata: {}, tool_resources: {} }, 'tool_resources'],
    [
      'too many keys',
      { metadata: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [n, null])) },
      'metadata',
    ],
  ])('refuses %s', async (_, patch, param) => {
    const { send } = await openWithThreads(1)
    const { status, body } = await send('PATCH', '/v1/threads/thread_0', patch)
    expect([status, body.error.param]).toEqual([400, param])
  })

  it('is 404 where there is no thread', async () => {
    const { send } = await openWithThreads(0)
    expect((await send('PATCH', '/v1/threads/thread_0', { metadata: {} })).status).toBe(404)
  })
})
