import { describe, expect, it, onTestFinished } from 'vitest'
import { type RunningServer, startServer } from '../../../support/server.ts'
import {
  type Received,
  refusalOf,
  type Subscription,
  sse,
  untilSubscribed,
  ws,
} from '../../../support/subscriptions.ts'
import { startUpstream } from '../../../support/upstream.ts'

async function serve(env: Record<string, string> = {}): Promise<RunningServer> {
  const server = await startServer(env)
  onTestFinished(server.close)
  return server
}

async function create(server: RunningServer, metadata = {}, key?: string): Promise<string> {
  const { data } = await server.query<{ createThread: { id: string } }>(
    'mutation ($metadata: Metadata) { createThread(metadata: $metadata) { id } }',
    { metadata },
    key === undefined ? {} : { authorization: `Bearer ${key}` },
  )
  return data?.createThread.id ?? ''
}

const rename = (server: RunningServer, id: string, name: string) =>
  server.query('mutation ($id: ID!, $name: Metadata) { updateThread(id: $id, metadata: $name) { id } }', {
    id,
    name: { name },
  })

/** Pairs of metadata with a value each. */
const pairs = (count: number, value: string) => Array.from({ length: count }, (_, n) => [`k${n}`, value])

const remove = (server: RunningServer, id: string) =>
  server.query('mutation ($id: ID!) { deleteThread(id: $id) { id } }', { id })

async function take(subscription: Subscription, count: number) {
  const changes: NonNullable<Received['data']>['threadChanges'][] = []
  while (changes.length < count) {
    const result = await subscription.next()
    if (!result?.data) throw new Error(`instead of a change: ${JSON.stringify(result)}`)
    changes.push(result.data.threadChanges)
  }
  return changes
}

describe.each([sse, ws])('threadChanges over $name', ({ subscribe }) => {
  it('tells of each change as it happens, with the thread as it is', async () => {
    const server = await serve()
    const subscription = subscribe(server.url, {})
    const first = take(subscription, 1)
    await untilSubscribed(server.url)
    const id = await create(server, { name: 'a' })
    expect(await first).toMatchObject([{ kind: 'CREATED', id, thread: { id, metadata: { name: 'a' } } }])
    await rename(server, id, 'b')
    expect(await take(subscription, 1)).toMatchObject([
      { kind: 'UPDATED', id, thread: { metadata: { name: 'b' } } },
    ])
    await remove(server, id)
    expect(await take(subscription, 1)).toMatchObject([{ kind: 'DELETED', id, thread: null }])
    expect(server.bugs).toEqual([])
  })

  it('goes on behind the cursor of a change, and loses nothing', async () => {
    const server = await serve()
    const before = subscribe(server.url, {})
    const first = take(before, 1)
    await untilSubscribed(server.url)
    const id = await create(server)
    const [{ cursor } = { cursor: '' }] = await first
    await before.end()
    await untilSubscribed(server.url, 0)

    const missed = [await create(server), await create(server)]
    await remove(server, id)
    const after = subscribe(server.url, { variables: { after: cursor } })
    expect((await take(after, 3)).map((it) => [it.kind, it.id])).toEqual([
      ...missed.map((it) => ['CREATED', it]),
      ['DELETED', id],
    ])
    const next = take(after, 1)
    const latest = await create(server)
    expect(await next).toMatchObject([{ kind: 'CREATED', id: latest }])
  })

  it('tells of the threads that it names, and of no others', async () => {
    const server = await serve()
    const [mine, other] = [await create(server), await create(server)]
    const subscription = subscribe(server.url, { variables: { ids: [mine] } })
    const changes = take(subscription, 2)
    await untilSubscribed(server.url)
    for (const name of ['a', 'b']) {
      await rename(server, other, name)
      await rename(server, mine, name)
    }
    expect((await changes).map((it) => it.id)).toEqual([mine, mine])
  })

  it("tells a caller of nobody else's threads", async () => {
    const server = await serve({ API_KEYS: 'sk-alice,sk-bob' })
    const [alice, bob] = ['sk-alice', 'sk-bob'].map((key) => subscribe(server.url, { key }))
    if (!alice || !bob) throw new Error('unreachable')
    const taken = Promise.all([take(alice, 1), take(bob, 1)])
    await untilSubscribed(server.url, 2, 'sk-alice')
    const ofAlice = await create(server, {}, 'sk-alice')
    const ofBob = await create(server, {}, 'sk-bob')
    expect((await taken).map(([change]) => change?.id)).toEqual([ofAlice, ofBob])
  })

  it.each([
    [
      '101 ids',
      { ids: Array.from({ length: 101 }, (_, n) => `thread_${n}`) },
      { argument: 'ids', limit: 100, actual: 101, unit: 'ids' },
    ],
    ['a bad id', { ids: ['../x'] }, { argument: 'ids', path: [0] }],
    ['what is no cursor', { after: 'nonsense' }, { argument: 'after', path: [] }],
  ])('is refused for %s', async (_, variables, extensions) => {
    const server = await serve()
    const error = await refusalOf(subscribe(server.url, { variables }))
    expect(error).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', ...extensions } }])
  })

  it.each([
    [
      'more than 200 fields',
      `subscription { threadChanges { ${Array.from({ length: 200 }, (_, n) => `f${n}: id`).join(' ')} } }`,
      { limit: 200, actual: 201, unit: 'fields' },
    ],
    [
      'more than 16 kB of text',
      `subscription { threadChanges { id } } #${'x'.repeat(16_384)}`,
      { limit: 16_384, unit: 'characters' },
    ],
  ])('is refused for %s', async (_, query, extensions) => {
    const server = await serve()
    expect(await refusalOf(subscribe(server.url, { query }))).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', ...extensions } },
    ])
  })

  it('replaces the result of a change that is larger than 1 MB by an error, and goes on', async () => {
    const server = await serve()
    const fields = Array.from({ length: 190 }, (_, n) => `f${n}: metadata`).join(' ')
    const subscription = subscribe(server.url, {
      query: `subscription { threadChanges { id kind cursor thread { ${fields} } } }`,
    })
    const first = subscription.next()
    await untilSubscribed(server.url)
    const id = await create(server, Object.fromEntries(pairs(16, 'x'.repeat(512))))
    expect(await first).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'BAD_USER_INPUT', limit: 1_048_576, unit: 'bytes' } }],
    })
    await rename(server, id, 'small')
    expect(await take(subscription, 1)).toMatchObject([{ kind: 'UPDATED', id }])
  })

  it('is refused for a cursor that is not of this log, and says to read afresh', async () => {
    const server = await serve()
    const after = Buffer.from('change 1000 0').toString('base64url')
    const error = await refusalOf(subscribe(server.url, { variables: { after } }))
    expect(error).toMatchObject([{ extensions: { code: 'CHANGES_EXPIRED' } }])
    expect(server.bugs).toEqual([])
  })

  it('is refused beyond the limit of subscriptions of a caller, and let in again when one has ended', async () => {
    const server = await serve({
      MAX_SUBSCRIPTIONS_PER_CALLER: '2',
      MAX_SUBSCRIPTIONS: '3',
      API_KEYS: 'sk-a,sk-b',
    })
    const held = ['sk-a', 'sk-a', 'sk-b'].map((key) => subscribe(server.url, { key }))
    const waiting = held.map((it) => it.next())
    await untilSubscribed(server.url, 3, 'sk-a')
    const refused = (key: string) => refusalOf(subscribe(server.url, { key }))
    expect(await refused('sk-a')).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', limit: 2, unit: 'subscriptions' } },
    ])
    expect(await refused('sk-b')).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', limit: 3, unit: 'subscriptions' } },
    ])
    await held[0]?.end()
    await untilSubscribed(server.url, 2, 'sk-a')
    const again = subscribe(server.url, { key: 'sk-a' })
    const change = take(again, 1)
    await untilSubscribed(server.url, 3, 'sk-a')
    await create(server, {}, 'sk-a')
    expect(await change).toHaveLength(1)
    await Promise.all(held.map((it) => it.end()))
    await Promise.allSettled(waiting)
  })

  it('cannot be had over a remote upstream, to which nothing is sent', async () => {
    const upstream = await startUpstream()
    onTestFinished(upstream.close)
    const server = await serve({ OPENAI_BASE_URL: upstream.baseURL })
    const error = await refusalOf(subscribe(server.url, {}))
    expect(error).toMatchObject([{ extensions: { code: 'UNSUPPORTED_BY_UPSTREAM' } }])
    expect(upstream.journal).toEqual([])
  })
})

it('is refused in a response that is no stream', async () => {
  const server = await serve()
  expect(await server.query('subscription { threadChanges { id } }')).toMatchObject({
    status: 400,
    errors: [
      { message: expect.stringContaining('text/event-stream'), extensions: { code: 'BAD_USER_INPUT' } },
    ],
  })
})
