import { APIConnectionError, APIError, APIUserAbortError } from 'openai'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../src/core/errors.ts'
import { BadResponse } from '../../../src/upstream/decode.ts'
import { type CallKind, type Subject, upstreamFailure } from '../../../src/upstream/failure.ts'
import { TransportError, type TransportFailure } from '../../../src/upstream/transport-error.ts'

const subject: Subject = { name: 'thread' }

const unknown = 'it may or may not have been done; read the thread to find out'

/** What becomes of a response with this status and body, for a read and for a mutation. */
function refused(status: number, body: unknown = {}, headers: Record<string, string> = {}) {
  const error = APIError.generate(status, body as object, undefined, new Headers(headers))
  const seenBy = (kind: CallKind) => {
    const { message, extensions } = upstreamFailure(error, { kind, subject, secrets: ['sk-1'] }) ?? {}
    return { message, extensions }
  }
  return { read: seenBy('read'), mutation: seenBy('mutation') }
}

const upstream = (status: number) => ({ status, type: null, code: null, param: null, requestId: null })

function coded(code: ErrorCode, message: string, status: number, more: Record<string, unknown> = {}) {
  return { message, extensions: { code, upstream: upstream(status), ...more } }
}

describe('a refusal that means the same to a read and to a mutation', () => {
  it.each<[number, ErrorCode, string]>([
    [401, 'UNAUTHENTICATED', 'The upstream does not accept the key.'],
    [403, 'FORBIDDEN', 'The upstream does not allow this to the key.'],
    [
      404,
      'UPSTREAM_REJECTED',
      'The upstream responded with 404 as for an unknown URL: it may have no threads API at its base URL. ' +
        'Check OPENAI_BASE_URL and UPSTREAM_API; "threads-graphql doctor" finds out more.',
    ],
    [409, 'CONFLICT', 'The upstream reported a conflict with another change.'],
    [429, 'RATE_LIMITED', 'The upstream is getting too many requests: try again later.'],
    [400, 'UPSTREAM_REJECTED', 'The upstream refused the request (400).'],
    [499, 'UPSTREAM_REJECTED', 'The upstream refused the request (499).'],
    [500, 'UPSTREAM_UNAVAILABLE', 'The upstream failed (500).'],
    [503, 'UPSTREAM_UNAVAILABLE', 'The upstream failed (503).'],
  ])('%d is %s', (status, code, message) => {
    const expected = coded(code, message, status)
    expect(refused(status)).toEqual({ read: expected, mutation: expected })
  })

  it.each([
    ['1', 1],
    ['90', 90],
  ])('429 says when to come back: in %s s', (header, retryAfter) => {
    const message = `The upstream is getting too many requests: try again in ${retryAfter} s.`
    const expected = coded('RATE_LIMITED', message, 429, { retryAfter })
    expect(refused(429, {}, { 'retry-after': header }).read).toEqual(expected)
  })

  it('429 does not say so where the time has come', () => {
    const expected = coded('RATE_LIMITED', 'The upstream is getting too many requests: try again later.', 429)
    expect(refused(429, {}, { 'retry-after': '0' }).read).toEqual(expected)
  })

  it.each([
    [
      { code: 'invalid_value', param: 'metadata' },
      'The upstream refused the request (422, invalid_value at metadata).',
    ],
    [{ code: 'invalid_value' }, 'The upstream refused the request (422, invalid_value).'],
    [{ param: 'metadata' }, 'The upstream refused the request (422, at metadata).'],
  ])('422 says why, as far as the upstream does: %j', (error, message) => {
    expect(refused(422, { error }).read.message).toBe(message)
  })
})

describe('a refusal that leaves open whether a mutation was done', () => {
  it.each([502, 504])('%d comes from a gateway', (status) => {
    expect(refused(status)).toEqual({
      read: coded('UPSTREAM_UNAVAILABLE', `The upstream failed (${status}).`, status),
      mutation: coded(
        'OUTCOME_UNKNOWN',
        `The change was sent, and a gateway responded with ${status}: ${unknown}.`,
        status,
      ),
    })
  })

  it.each([301, 302, 303, 399])('%d sends elsewhere, perhaps after it was done', (status) => {
    const why = 'The upstream redirected the request, which is refused'
    expect(refused(status)).toEqual({
      read: coded('UPSTREAM_BAD_RESPONSE', `${why}.`, status),
      mutation: coded('OUTCOME_UNKNOWN', `${why}. The change was sent; ${unknown}.`, status),
    })
  })

  it.each([307, 308])('%d does not: it asks to send the same again', (status) => {
    const why = 'The upstream redirected the request, which is refused.'
    const expected = coded('UPSTREAM_BAD_RESPONSE', why, status)
    expect(refused(status)).toEqual({ read: expected, mutation: expected })
  })

  it('a bad answer is told with what was wrong with it', () => {
    const told = (kind: CallKind) =>
      upstreamFailure(new BadResponse('it was not JSON'), { kind, subject })?.toJSON()
    const why = "The upstream's response cannot be used: it was not JSON."
    expect(told('read')).toEqual({ message: why, extensions: { code: 'UPSTREAM_BAD_RESPONSE' } })
    expect(told('mutation')).toEqual({
      message: `${why} The change was sent; ${unknown}.`,
      extensions: { code: 'OUTCOME_UNKNOWN' },
    })
  })
})

describe('the message of a call without a response', () => {
  const told = (failure: TransportFailure, sent: boolean, kind: CallKind) =>
    upstreamFailure(new APIConnectionError({ cause: new TransportError(failure, { sent }) }), {
      kind,
      subject,
    })?.message
  const broken = 'the connection could not be made, or broke'

  it.each<[CallKind, boolean, string]>([
    ['read', true, `The upstream did not respond: ${broken}.`],
    ['read', false, `The upstream did not respond: ${broken}.`],
    ['mutation', false, `The upstream did not respond: ${broken}. The change was not sent.`],
    ['mutation', true, `The change was sent, but ${broken}: ${unknown}.`],
  ])('of a %s, sent: %s, says what is known of it', (kind, sent, message) => {
    expect(told('connection', sent, kind)).toBe(message)
  })

  it('of a response that was too large says so', () => {
    expect(told('too-large', true, 'read')).toBe(
      "The upstream's response cannot be used: the response was larger than the cap.",
    )
  })

  it('of a client that disconnected says so', () => {
    const failure = upstreamFailure(new APIUserAbortError(), { kind: 'read', subject })
    expect(failure?.message).toBe('The client disconnected.')
  })
})

it.each([
  ['an error of the client without a status', APIError.generate(undefined, undefined, 'no', undefined)],
  ['an error of something else with a status', Object.assign(new Error('no'), { status: 404 })],
  ['an API error without a status', new APIError(undefined, undefined, 'no', undefined)],
])('%s is no failure of the upstream', (_, error) => {
  expect(upstreamFailure(error, { kind: 'read', subject })).toBeUndefined()
})

it('passes on what an upstream says of itself where no key was sent', () => {
  const error = APIError.generate(400, { error: { code: 'invalid_value' } }, undefined, new Headers())
  const failure = upstreamFailure(error, { kind: 'read', subject })
  expect(failure?.extensions['upstream']).toMatchObject({ code: 'invalid_value' })
})
