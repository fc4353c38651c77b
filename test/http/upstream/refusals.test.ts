import { describe, expect, it, onTestFinished } from 'vitest'
import type { ErrorCode } from '../../../src/core/errors.ts'
import { type Expected, type Row, refused, status, testRows } from '../../support/faults/rows.ts'
import { mutate, read, serveMisbehaving } from '../../support/faults/serve.ts'
import {
  answer,
  errorBody,
  type Misbehaviour,
  startMisbehaving,
  upstreamText,
  wellBehaved,
} from '../../support/misbehaving.ts'

const html = `<html><body>${upstreamText}</body></html>`

/** A row of a response that means the same to a read and to a mutation. */
function same(fault: string, upstream: Misbehaviour, expected: Expected): Row {
  return { fault, upstream, read: expected, mutation: expected }
}

/** A 4xx with the error body that the service writes. */
function refusal(code: number, expected: ErrorCode, says: RegExp): Row {
  return same(`a ${code}`, answer(code, errorBody()), {
    code: expected,
    requests: 1,
    upstream: refused(code),
    says,
  })
}

/** A 5xx: worth another try for a read, not for a mutation. */
function failure(code: number, upstream: Misbehaviour, mutation: ErrorCode, says: RegExp): Row {
  return {
    fault: `a ${code}, again and again`,
    upstream,
    read: { code: 'UPSTREAM_UNAVAILABLE', requests: 3, upstream: status(code) },
    mutation: { code: mutation, requests: 1, upstream: status(code), says },
  }
}

function tooMany(fault: string, headers: Record<string, string>, read: Expected, mutation: Expected): Row {
  const more = { upstream: refused(429) }
  return {
    fault: `429 ${fault}`,
    upstream: answer(429, errorBody(), headers),
    read: { ...more, ...read },
    mutation: { ...more, ...mutation },
  }
}

const missing = `No thread found with id 'thread_a'. ${upstreamText}`
const noRoute = `Invalid URL (GET /v1/threads/thread_a) ${upstreamText}`
const limited = (requests: number, retryAfter?: number): Expected => ({
  code: 'RATE_LIMITED',
  requests,
  says: retryAfter === undefined ? /try again later/ : new RegExp(`try again in ${retryAfter} s`),
  ...(retryAfter !== undefined && { more: { retryAfter } }),
})

testRows([
  tooMany('with a Retry-After of 1 s, again and again', { 'retry-after': '1' }, limited(3, 1), limited(1, 1)),
  tooMany('with a Retry-After of 0 s, again and again', { 'retry-after': '0' }, limited(3), limited(1)),
  tooMany('with a Retry-After of an hour', { 'retry-after': '3600' }, limited(1, 3600), limited(1, 3600)),
  tooMany('without a Retry-After', {}, limited(1), limited(1)),
  tooMany('with a Retry-After of no sense', { 'retry-after': '-5' }, limited(1), limited(1)),

  failure(500, answer(500, html), 'UPSTREAM_UNAVAILABLE', /failed \(500\)/),
  failure(502, answer(502, html, { 'content-type': 'text/html' }), 'OUTCOME_UNKNOWN', /was sent/),
  failure(503, answer(503), 'UPSTREAM_UNAVAILABLE', /failed \(503\)/),
  failure(504, answer(504, html), 'OUTCOME_UNKNOWN', /was sent/),
  same('a 501', answer(501), { code: 'UPSTREAM_UNAVAILABLE', requests: 1, upstream: status(501) }),

  refusal(401, 'UNAUTHENTICATED', /the key/),
  refusal(403, 'FORBIDDEN', /the key/),
  refusal(409, 'CONFLICT', /a conflict/),
  refusal(400, 'UPSTREAM_REJECTED', /\(400\)/),
  refusal(418, 'UPSTREAM_REJECTED', /\(418\)/),
  same('a 400 that names a limit', answer(400, errorBody({ code: 'string_too_long', param: 'metadata.k' })), {
    code: 'UPSTREAM_REJECTED',
    requests: 1,
    upstream: { ...refused(400), code: 'string_too_long', param: 'metadata.k' },
    says: /\(400, string_too_long at metadata\.k\)/,
  }),
  same(
    'a 400 whose message is nested 100,000 levels',
    answer(400, `{"error":{"message":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`),
    { code: 'UPSTREAM_REJECTED', requests: 1, upstream: status(400) },
  ),

  {
    fault: 'a 404 that names the thread',
    upstream: answer(404, errorBody({ message: missing })),
    read: { requests: 1 },
    mutation: { code: 'NOT_FOUND', requests: 1, upstream: refused(404) },
  },
  same('a 404 of the route', answer(404, errorBody({ message: noRoute })), {
    code: 'UPSTREAM_REJECTED',
    requests: 1,
    upstream: refused(404),
    says: /no threads API/,
  }),
  same('a 404 of HTML', answer(404, html), {
    code: 'UPSTREAM_REJECTED',
    requests: 1,
    upstream: status(404),
    says: /no threads API/,
  }),
])

describe('a fault that passes', () => {
  /** Misbehaves once, and is well-behaved from then on. */
  function once(misbehave: Misbehaviour): Misbehaviour {
    let first = true
    return (request) => {
      const behave = first ? misbehave : wellBehaved
      first = false
      behave(request)
    }
  }

  for (const [fault, misbehave] of Object.entries({
    'a 429 with a short Retry-After': answer(429, errorBody(), { 'retry-after': '1' }),
    'a 503 with a short Retry-After': answer(503, '', { 'retry-after': '1' }),
    'a 500': answer(500, html),
    'a 502 with HTML': answer(502, html),
  })) {
    it(`${fault} does not show in a read`, async () => {
      const { upstream, server } = await serveMisbehaving(once(misbehave))

      expect(await read(server)).toEqual({ status: 200, data: { thread: { id: 'thread_a' } } })
      expect(upstream.journal).toHaveLength(2)
    })

    it(`${fault} is not tried again by a mutation`, async () => {
      const { upstream, server } = await serveMisbehaving(once(misbehave))

      expect((await mutate(server)).errors).toHaveLength(1)
      expect(upstream.journal).toHaveLength(1)
    })
  }

  it('waits as long as Retry-After says', async () => {
    const { server } = await serveMisbehaving(once(answer(429, errorBody(), { 'retry-after': '1' })))
    const started = performance.now()

    await read(server)

    expect(performance.now() - started).toBeGreaterThanOrEqual(990)
  })

  it('is given some time where Retry-After says 0', async () => {
    const { upstream, server } = await serveMisbehaving(answer(429, errorBody(), { 'retry-after': '0' }))
    const started = performance.now()

    await read(server)

    expect(upstream.journal).toHaveLength(3)
    expect(performance.now() - started).toBeGreaterThanOrEqual(145)
  })
})

describe('a redirect to another host', () => {
  for (const code of [301, 302, 303, 307, 308]) {
    const unsent = code === 307 || code === 308

    it(`with ${code} is refused, and that host is never contacted`, async () => {
      const other = await startMisbehaving(wellBehaved)
      onTestFinished(other.close)
      const location = `${other.baseURL}/threads/thread_a?${upstreamText}`
      const { upstream, server } = await serveMisbehaving(answer(code, html, { location }))

      const answers = [await read(server), await mutate(server)]

      expect(answers.map(({ errors }) => errors?.map(({ extensions }) => extensions))).toEqual([
        [{ code: 'UPSTREAM_BAD_RESPONSE', upstream: status(code) }],
        [{ code: unsent ? 'UPSTREAM_BAD_RESPONSE' : 'OUTCOME_UNKNOWN', upstream: status(code) }],
      ])
      expect(JSON.stringify(answers)).not.toContain(upstreamText)
      expect(upstream.journal.map(({ method }) => method)).toEqual(['GET', 'POST'])
      expect(other.connections.size).toBe(0)
    })
  }
})

describe('every mutation', () => {
  it.each([
    ['createThread', 'mutation { createThread { id } }'],
    ['updateThread', 'mutation { updateThread(id: "thread_a", metadata: {}) { id } }'],
    ['deleteThread', 'mutation { deleteThread(id: "thread_a") { id } }'],
  ])('is sent once where the upstream fails: %s', async (_, document) => {
    const { upstream, server } = await serveMisbehaving(answer(503, '', { 'retry-after': '0' }))

    const { errors } = await server.query(document)

    expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_UNAVAILABLE')
    expect(upstream.journal).toHaveLength(1)
  })
})
