import { describe, expect, it } from 'vitest'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import type { RunningServer } from '../../../support/server.ts'
import { type LocalUpstream, refusal, wireThread } from '../../../support/upstream.ts'

interface Connection {
  totalCount?: number | null
  nodes: { id: string; metadata: Record<string, string> }[]
  edges: { cursor: string; node: { id: string } }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

const document = `
  query ($first: Int, $after: String, $last: Int, $before: String, $where: ThreadFilter, $orderBy: ThreadOrder) {
    threads(first: $first, after: $after, last: $last, before: $before, where: $where, orderBy: $orderBy) {
      nodes { id metadata }
      edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`

async function page(server: RunningServer, variables: Record<string, unknown> = {}): Promise<Connection> {
  const { data, errors } = await server.query<{ threads: Connection }>(document, variables)
  expect(errors).toBeUndefined()
  return data?.threads as Connection
}

async function refused(server: RunningServer, variables: Record<string, unknown>) {
  const { data, errors } = await server.query(document, variables)
  expect(data).toBeUndefined()
  return errors?.[0]
}

const idsOf = ({ nodes }: Connection) => nodes.map(({ id }) => id)

/** Threads `thread_0` and so on, created and written one after the other. */
async function serveThreads(metadata: Record<string, string>[]) {
  const server = await serveEmbedded()
  const create =
    'mutation ($id: ID!, $metadata: Metadata) { createThread(id: $id, metadata: $metadata) { id } }'
  for (const [n, pairs] of metadata.entries()) {
    await server.query(create, { id: `thread_${n}`, metadata: pairs })
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return server
}

describe('threads', () => {
  it('are there by 20, the newest first', async () => {
    const server = await serveThreads(Array.from({ length: 22 }, () => ({})))
    const first = await page(server)
    expect(idsOf(first)).toEqual(Array.from({ length: 20 }, (_, n) => `thread_${21 - n}`))
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    expect(first.edges.map(({ node }) => node.id)).toEqual(idsOf(first))
    const { endCursor: after } = first.pageInfo
    const second = await page(server, { after })
    expect(idsOf(second)).toEqual(['thread_1', 'thread_0'])
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  })

  it('page backward as they page forward', async () => {
    const server = await serveThreads([{}, {}, {}, {}, {}])
    const last = await page(server, { last: 2 })
    expect(idsOf(last)).toEqual(['thread_1', 'thread_0'])
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    const before = await page(server, { last: 2, before: last.pageInfo.startCursor })
    expect(idsOf(before)).toEqual(['thread_3', 'thread_2'])
    const between = await page(server, { after: before.edges[0]?.cursor, before: last.edges[1]?.cursor })
    expect(idsOf(between)).toEqual(['thread_2', 'thread_1'])
  })

  it('are found by all conditions of a filter together', async () => {
    const server = await serveThreads([
      { user: 'a', topic: 'Straße nach Rom' },
      { user: 'a', topic: 'Strasse', archived: '1' },
      { user: 'b', topic: 'STRASSE' },
      { user: 'a' },
    ])
    const where = {
      metadata: { user: 'a' },
      metadataHasKeys: ['topic'],
      metadataLacksKeys: ['archived'],
      metadataContains: [{ key: 'topic', text: 'strasse' }],
    }
    expect(idsOf(await page(server, { where }))).toEqual(['thread_0'])
    const { data } = await server.query('{ threads(where: { metadata: { user: "a" } }) { totalCount } }')
    expect(data).toEqual({ threads: { totalCount: 3 } })
  })

  it('are found by when they were created and last written', async () => {
    const server = await serveThreads([{}, {}])
    const { data } = await server.query<{ thread: { createdAt: string; updatedAt: string } }>(
      '{ thread(id: "thread_1") { createdAt updatedAt } }',
    )
    const { createdAt, updatedAt } = data?.thread ?? { createdAt: '', updatedAt: '' }
    expect(idsOf(await page(server, { where: { updatedAt: { from: updatedAt } } }))).toEqual(['thread_1'])
    expect(idsOf(await page(server, { where: { updatedAt: { until: updatedAt } } }))).toEqual(['thread_0'])
    expect(idsOf(await page(server, { where: { createdAt: { from: createdAt } } }))).toContain('thread_1')
    expect(idsOf(await page(server, { where: { createdAt: { until: createdAt } } }))).not.toContain(
      'thread_1',
    )
  })

  it('come to the front by UPDATED_AT when they are written, and not when they are read', async () => {
    const server = await serveThreads([{}, {}, {}])
    await server.query('mutation { updateThread(id: "thread_0", metadata: { a: "1" }) { id } }')
    await server.query('{ thread(id: "thread_1") { id } }')
    const orderBy = { field: 'UPDATED_AT' }
    expect(idsOf(await page(server, { orderBy }))).toEqual(['thread_0', 'thread_2', 'thread_1'])
  })

  it.each(["'); DROP TABLE threads; --", '" OR ""="', '%', '_', '\\', '$.a', '\0'])(
    'take the text %j for text, wherever it stands',
    async (text) => {
      const server = await serveThreads([{ [text]: `a ${text} b`, plain: text }, { plain: 'other' }])
      for (const where of [
        { metadata: { plain: text } },
        { metadataHasKeys: [text] },
        { metadataContains: [{ key: text, text }] },
      ]) {
        expect(idsOf(await page(server, { where })), JSON.stringify(where)).toEqual(['thread_0'])
      }
      expect(idsOf(await page(server, { where: { metadataLacksKeys: [text] } }))).toEqual(['thread_1'])
    },
  )

  it('of one key are not those of another', async () => {
    const server = await serveThreads([{}])
    const { data } = await server.query(
      '{ threads { totalCount nodes { id } } }',
      {},
      { authorization: 'Bearer other' },
    )
    expect(data).toEqual({ threads: { totalCount: 0, nodes: [] } })
  })

  const long = 'k'.repeat(65)
  it.each([
    ['first and last', { first: 1, last: 1 }, { argument: 'last', path: [] }],
    ['no page', { first: 0 }, { argument: 'first', limit: 100, actual: 0 }],
    ['a page that is too large', { last: 101 }, { argument: 'last', limit: 100, actual: 101 }],
    ['a text that is no cursor', { after: 'x' }, { argument: 'after', path: [] }],
    [
      'too many keys',
      { where: { metadataHasKeys: Array(17).fill('k') } },
      { argument: 'where', path: ['metadataHasKeys'], limit: 16, actual: 17, unit: 'keys' },
    ],
    [
      'a key that is too long',
      { where: { metadataLacksKeys: ['k', long] } },
      { argument: 'where', path: ['metadataLacksKeys', 1], limit: 64, actual: 65 },
    ],
    [
      'too many texts',
      { where: { metadataContains: Array(5).fill({ key: 'k', text: 'x' }) } },
      { argument: 'where', path: ['metadataContains'], limit: 4, actual: 5, unit: 'texts' },
    ],
    [
      'an empty text',
      { where: { metadataContains: [{ key: 'k', text: '' }] } },
      { argument: 'where', path: ['metadataContains', 0, 'text'] },
    ],
    [
      'a text that is too long',
      { where: { metadataContains: [{ key: 'k', text: 'x'.repeat(201) }] } },
      { argument: 'where', path: ['metadataContains', 0, 'text'], limit: 200, actual: 201 },
    ],
  ])('refuse %s before anything is read', async (_, variables, problem) => {
    const { server, upstream } = await serveUpstream()
    expect((await refused(server, variables))?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      ...problem,
    })
    expect(upstream.journal).toEqual([])
  })

  it('refuse the cursor of another order or filter', async () => {
    const server = await serveThreads([{}, {}])
    const after = (await page(server, { first: 1 })).pageInfo.endCursor
    for (const other of [{ orderBy: { field: 'UPDATED_AT' } }, { where: { metadataHasKeys: ['a'] } }]) {
      expect(await refused(server, { after, ...other })).toMatchObject({
        message: 'after is the cursor of a list with another order or filter; start again without it',
        extensions: { code: 'BAD_USER_INPUT', argument: 'after', path: [] },
      })
    }
    // What says the same is the same.
    expect(await page(server, { after, where: { metadata: null } })).toMatchObject({ pageInfo: {} })
  })

  it('count what they may return, and a search for 1,000 nodes more', async () => {
    const server = await serveEmbedded({ MAX_NODES: '150' })
    const cost = async (query: string) =>
      (await server.query(query)).errors?.[0]?.extensions['actual'] ?? 'allowed'
    expect(await cost('{ threads(first: 100) { nodes { id } edges { node { id } } } }')).toBe('allowed')
    expect(
      await cost(
        '{ a: threads(first: 100) { nodes { id } } b: threads { edges { cursor } } c: threads(last: 31) { pageInfo { hasNextPage } } }',
      ),
    ).toBe(151)
    expect(await cost('{ threads(first: 5, where: { metadataHasKeys: ["a"] }) { nodes { id } } }')).toBe(1005)
    expect(
      await cost(
        '{ threads(first: 5, where: { updatedAt: { from: "2026-01-01T00:00:00Z" } }) { nodes { id } } }',
      ),
    ).toBe(1005)
    expect(
      await cost(
        '{ threads(first: 5, where: { createdAt: { from: "2026-01-01T00:00:00Z" } }) { nodes { id } } }',
      ),
    ).toBe('allowed')
    expect(await cost('{ threads(first: 5) { totalCount } }')).toBe(1005)
  })
})

describe('threads of an upstream that has GET /threads', () => {
  async function serveList(hasMore = true) {
    const all = ['c', 'b', 'a'].map((letter) => wireThread(`thread_${letter}`))
    const { server, upstream } = await serveUpstream(all)
    upstream.script = ({ path }) =>
      path.startsWith('/v1/threads?')
        ? { body: JSON.stringify({ object: 'list', data: all, has_more: hasMore }) }
        : undefined
    return { server, upstream }
  }
  const pathsOf = (upstream: LocalUpstream) => upstream.journal.map(({ path }) => path)

  it('are passed through, with order and cursor', async () => {
    const { server, upstream } = await serveList()
    const first = await page(server, { first: 3, orderBy: { field: 'CREATED_AT', direction: 'ASC' } })
    expect(idsOf(first)).toEqual(['thread_c', 'thread_b', 'thread_a'])
    expect(first.pageInfo).toMatchObject({ hasNextPage: true })
    const orderBy = { field: 'CREATED_AT', direction: 'ASC' }
    await page(server, { first: 3, after: first.pageInfo.endCursor, orderBy })
    expect(pathsOf(upstream)).toEqual([
      '/v1/threads?limit=3&order=asc',
      '/v1/threads?limit=3&order=asc&after=thread_a',
    ])
  })

  it('are read from the other end for `last`', async () => {
    const { server, upstream } = await serveList(false)
    const last = await page(server, { last: 3 })
    expect(idsOf(last)).toEqual(['thread_a', 'thread_b', 'thread_c'])
    expect(last.pageInfo).toMatchObject({ hasPreviousPage: false })
    expect(pathsOf(upstream)).toEqual(['/v1/threads?limit=3&order=asc'])
  })

  it('have no count, and are not read again one by one', async () => {
    const { server, upstream } = await serveList()
    const { data } = await server.query('{ threads { totalCount nodes { id object } } }')
    expect(data).toMatchObject({ threads: { totalCount: null } })
    expect(upstream.journal).toHaveLength(1)
  })

  it.each([
    ['a filter', { where: { metadata: { a: '1' } } }, 'filter threads'],
    ['another order', { orderBy: { field: 'UPDATED_AT' } }, 'order threads by UPDATED_AT'],
  ])('cannot have %s, and nothing is sent', async (_, variables, what) => {
    const { server, upstream } = await serveList()
    const { errors } = await server.query(document, variables)
    expect(errors).toMatchObject([
      { message: `This upstream cannot ${what}.`, extensions: { code: 'UNSUPPORTED_BY_UPSTREAM' } },
    ])
    expect(upstream.journal).toEqual([])
  })

  it.each([404, 405])('are not there where it answers %i', async (status) => {
    const { server, upstream } = await serveUpstream()
    upstream.script = () => refusal(status, 'Not Found')
    const { errors } = await server.query(document)
    expect(errors).toMatchObject([{ extensions: { code: 'UNSUPPORTED_BY_UPSTREAM' } }])
  })
})
