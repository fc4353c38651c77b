import { describe, expect, it, onTestFinished } from 'vitest'
import { type Row, testRows } from '../../support/faults/rows.ts'
import { mutate, read, serve, serveMisbehaving } from '../../support/faults/serve.ts'
import { answer, drip, errorBody, midBody, silence, wellBehaved } from '../../support/misbehaving.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import { startUpstream, wireThread } from '../../support/upstream.ts'

const TIMEOUT_MS = 300
/** What a busy machine may be late by; a second deadline would be later. */
const SLACK_MS = 250
const env = { UPSTREAM_TIMEOUT_MS: String(TIMEOUT_MS) }

function late(fault: string, upstream: Row['upstream']): Row {
  return {
    fault,
    upstream,
    env,
    read: { code: 'UPSTREAM_TIMEOUT', requests: 1, says: /before the deadline/ },
    mutation: { code: 'OUTCOME_UNKNOWN', requests: 1, says: /was sent, .* before the deadline/ },
  }
}

testRows([
  late('no response', silence),
  late('one byte a second', drip(1000)),
  late('one byte each 10 ms', drip(10)),
  late('headers, and no body', midBody({ 'content-length': '99' }, '', silence)),
])

/** Milliseconds that an action takes. */
async function duration(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await action()
  return performance.now() - started
}

describe('the deadline', () => {
  it.each([
    ['read', read],
    ['mutation', mutate],
  ])('is kept to: %s', async (_, act) => {
    const { server } = await serveMisbehaving(drip(1000), env)

    const ms = await duration(() => act(server))

    expect(ms).toBeGreaterThanOrEqual(TIMEOUT_MS - 5)
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS)
  })

  it('is one for all tries of a read', async () => {
    const timeoutMs = 2 * TIMEOUT_MS
    const { upstream, server } = await serveMisbehaving(
      (request) => {
        upstream.misbehave = silence
        setTimeout(() => answer(503)(request), TIMEOUT_MS)
      },
      { UPSTREAM_TIMEOUT_MS: String(timeoutMs) },
    )

    const ms = await duration(async () => {
      const { errors } = await read(server)
      expect(errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_TIMEOUT' })
    })

    expect(upstream.journal).toHaveLength(2)
    expect(ms).toBeLessThan(timeoutMs + SLACK_MS)
  })

  it('is not waited for where the upstream asks to come back after it', async () => {
    const { upstream, server } = await serveMisbehaving(answer(429, errorBody(), { 'retry-after': '1' }), env)

    const ms = await duration(async () => {
      const { errors } = await read(server)
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 1 })
    })

    expect(upstream.journal).toHaveLength(1)
    expect(ms).toBeLessThan(TIMEOUT_MS)
  })

  it('covers the way to the upstream', async () => {
    const upstream = await startUpstream(wireThread('thread_a'))
    onTestFinished(upstream.close)
    const proxy = await startTcpProxy(Number(new URL(upstream.baseURL).port))
    onTestFinished(proxy.close)
    proxy.request = { after: 20, ends: 'stall' }
    const server = await serve({ OPENAI_BASE_URL: proxy.baseURL, ...env })

    const answers = await Promise.all([read(server), mutate(server)])

    expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual([
      { code: 'UPSTREAM_TIMEOUT' },
      { code: 'OUTCOME_UNKNOWN' },
    ])
    expect(upstream.journal).toEqual([])
  })

  it('before a connection is made means that a mutation was not sent', async () => {
    const upstream = await startUpstream(wireThread('thread_a'))
    onTestFinished(upstream.close)
    const proxy = await startTcpProxy(Number(new URL(upstream.baseURL).port))
    onTestFinished(proxy.close)
    // The other side takes the connection, and never says a word of TLS.
    proxy.request = { after: 0, ends: 'stall' }
    const server = await serve({ OPENAI_BASE_URL: proxy.baseURL.replace('http:', 'https:'), ...env })

    const { errors } = await mutate(server)

    expect(errors).toMatchObject([
      { message: expect.stringMatching(/not sent\.$/), extensions: { code: 'UPSTREAM_TIMEOUT' } },
    ])
  })

  it('of a call that is answered leaves no timer behind', async () => {
    const { server } = await serveMisbehaving(wellBehaved, { UPSTREAM_TIMEOUT_MS: '600000' })
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    await read(server)
    const before = timers()

    for (let i = 0; i < 20; i++) await Promise.all([read(server), mutate(server)])

    expect(timers()).toBeLessThanOrEqual(before + 2)
  })
})
