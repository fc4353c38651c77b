import { describe, expect, it } from 'vitest'
import { mutate, readThread, serveMisbehaving, updateThread } from '../../support/faults/serve.ts'
import { answer, type Received, silence, wellBehaved } from '../../support/misbehaving.ts'
import { wireObject } from '../../support/upstream.ts'

const threadsById = 'query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }'
const idsOf = (name: string, count: number) => Array.from({ length: count }, (_, i) => `thread_${name}_${i}`)
const as = (key: string) => ({ authorization: `Bearer ${key}` })

/** Serves before an upstream that holds requests back. Its `next` lets the oldest of them have its response. */
async function serveHeldBack(env: Record<string, string>) {
  const held: Received[] = []
  const { upstream, server } = await serveMisbehaving((request) => void held.push(request), {
    UPSTREAM_TIMEOUT_MS: '60000',
    ...env,
  })
  return {
    upstream,
    server,
    next() {
      const request = held.shift()
      if (request) wellBehaved(request)
    },
    /** Resolves when the server has taken in all that was sent to it. */
    async settled() {
      for (let i = 0; i < 5; i++) await fetch(`${server.url}/health`)
    },
    /** Has all else have its response at once. */
    letGo() {
      upstream.misbehave = wellBehaved
      for (const request of held.splice(0)) wellBehaved(request)
    },
  }
}

describe('callers take turns before a busy upstream:', () => {
  it.each([
    ['a read', readThread],
    ['a mutation', updateThread],
  ])('%s of one caller passes hundreds of reads of another', async (_, document) => {
    const { upstream, server, settled, next, letGo } = await serveHeldBack({ UPSTREAM_CONCURRENCY: '2' })
    const greedy = Array.from({ length: 5 }, (_, i) =>
      server.query(threadsById, { ids: idsOf(`greedy${i}`, 200) }, as('greedy')),
    )
    await upstream.received(2)
    await settled()
    const modest = server.query(document, undefined, as('modest'))
    await settled()

    next()
    await upstream.received(3)
    next()
    await upstream.received(4)

    expect(upstream.journal.slice(2, 4).map(({ headers }) => headers['authorization'])).toContain(
      'Bearer modest',
    )
    letGo()
    expect((await modest).errors).toBeUndefined()
    await Promise.all(greedy)
  })

  it('callers behind the key of the server, too', async () => {
    const { upstream, server, settled, next, letGo } = await serveHeldBack({
      UPSTREAM_CONCURRENCY: '1',
      OPENAI_API_KEY: 'sk-server',
      API_KEYS: 'greedy,modest',
    })
    const greedy = Array.from({ length: 5 }, () => server.query(readThread, undefined, as('greedy')))
    await upstream.received(1)
    await settled()
    const modest = server.query('{ thread(id: "thread_modest") { id } }', undefined, as('modest'))
    await settled()

    next()
    await upstream.received(2)
    next()
    await upstream.received(3)

    expect(upstream.journal.map(({ id }) => id)).toEqual(['thread_a', 'thread_a', 'thread_modest'])
    letGo()
    await Promise.all([...greedy, modest])
  })

  it('operations of one caller, too: one of 1 id is done long before one of 500', async () => {
    const { upstream, server, settled, next, letGo } = await serveHeldBack({ UPSTREAM_CONCURRENCY: '1' })
    const large = server.query(threadsById, { ids: idsOf('large', 500) })
    await upstream.received(1)
    const small = server.query(readThread)
    await settled()

    next()
    await upstream.received(2)
    next()
    await upstream.received(3)

    // The large one had one read in line, and no more.
    expect(upstream.journal.map(({ id }) => id)).toEqual(['thread_large_0', 'thread_large_1', 'thread_a'])
    letGo()
    expect(await small).toMatchObject({ data: { thread: { id: 'thread_a' } } })
    expect((await large).errors).toBeUndefined()
  })
})

describe('MAX_UPSTREAM_QUEUE', () => {
  it('refuses what comes beyond it at once, unsent', async () => {
    const { upstream, server } = await serveMisbehaving(silence, {
      UPSTREAM_CONCURRENCY: '1',
      MAX_UPSTREAM_QUEUE: '2',
      UPSTREAM_TIMEOUT_MS: '1000',
    })
    const waiting = Array.from({ length: 3 }, () => mutate(server))
    await upstream.received(1)
    for (let i = 0; i < 5; i++) await fetch(`${server.url}/health`)

    for (const document of [readThread, updateThread]) {
      expect((await server.query(document)).errors).toMatchObject([
        {
          message: 'Nothing was sent to the upstream: too many other requests are waiting. Try again later.',
          extensions: { code: 'UPSTREAM_UNAVAILABLE' },
        },
      ])
    }

    await Promise.all(waiting)
    expect(upstream.journal).toHaveLength(1)
  })

  it('is no limit for an operation that has the upstream to itself', async () => {
    const { server } = await serveMisbehaving(wellBehaved, {
      UPSTREAM_CONCURRENCY: '2',
      MAX_UPSTREAM_QUEUE: '1',
    })
    const ids = idsOf('a', 300)
    expect((await server.query(threadsById, { ids })).data).toEqual({
      threadsById: ids.map((id) => ({ id })),
    })
  })

  it('0 lets nothing wait', async () => {
    const { upstream, server, letGo } = await serveHeldBack({
      UPSTREAM_CONCURRENCY: '1',
      MAX_UPSTREAM_QUEUE: '0',
    })
    const first = server.query(readThread)
    await upstream.received(1)
    expect((await server.query(readThread)).errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ])
    letGo()
    expect((await first).errors).toBeUndefined()
  })
})

describe('the reads of one operation', () => {
  it('share one deadline: 1,000 before a silent upstream end with it', async () => {
    const { upstream, server } = await serveMisbehaving(silence, {
      UPSTREAM_CONCURRENCY: '4',
      UPSTREAM_TIMEOUT_MS: '500',
      MAX_ERRORS: '1000',
    })
    const started = performance.now()

    const { data, errors } = await server.query(threadsById, { ids: idsOf('a', 1000) })

    expect(performance.now() - started).toBeLessThan(1500)
    expect(data).toEqual({ threadsById: Array(1000).fill(null) })
    expect(new Set(errors?.map(({ extensions }) => extensions['code']))).toEqual(
      new Set(['UPSTREAM_TIMEOUT']),
    )
    expect(upstream.journal).toHaveLength(4)
    expect(server.bugs).toEqual([])
  })

  it('go on where one of them waits to try again', async () => {
    const { upstream, server } = await serveMisbehaving((request) => {
      if (request.id === 'thread_a_0' && upstream.journal.length < 40) answer(503)(request)
      else wellBehaved(request)
    })
    const ids = idsOf('a', 100)

    expect((await server.query(threadsById, { ids })).data).toEqual({
      threadsById: ids.map((id) => ({ id })),
    })
  })

  it('are all tried again where each fails once', async () => {
    const failed = new Set<string>()
    const { server } = await serveMisbehaving((request) => {
      if (failed.has(request.id)) return wellBehaved(request)
      failed.add(request.id)
      answer(503)(request)
    })
    const ids = idsOf('a', 200)

    expect((await server.query(threadsById, { ids })).data).toEqual({
      threadsById: ids.map((id) => ({ id })),
    })
  })

  it('are cut where their responses are larger together than the cap', { timeout: 30_000 }, async () => {
    const text = 'v'.repeat(1_000_000)
    const { upstream, server } = await serveMisbehaving(
      ({ id, ...request }) =>
        answer(
          200,
          `{"id":"${id}","object":"${wireObject}","created_at":1,"metadata":{"k":"${text}"}}`,
        )({ id, ...request }),
      { UPSTREAM_CONCURRENCY: '8', UPSTREAM_TIMEOUT_MS: '30000' },
    )

    const { errors } = await server.query(threadsById, { ids: idsOf('a', 200) })

    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/larger together/),
      extensions: { code: 'UPSTREAM_BAD_RESPONSE' },
    })
    // 64 MB, and what was in flight then.
    expect(upstream.journal.length).toBeLessThan(64 + 8 + 8)
  })
})
