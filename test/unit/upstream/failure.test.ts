import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  OpenAIError,
} from 'openai'
import { describe, expect, it } from 'vitest'
import { BadResponse } from '../../../src/upstream/decode.ts'
import { type CallKind, type Subject, upstreamFailure } from '../../../src/upstream/failure.ts'
import { TransportError, type TransportFailure } from '../../../src/upstream/transport-error.ts'

const subject: Subject = { name: 'thread' }

const id = 'req_0123456789abcdef0123456789abcdef'

/** What the client throws where the transport failed. */
function unanswered(failure: TransportFailure, sent: boolean) {
  return new APIConnectionError({ cause: new TransportError(failure, { sent }) })
}

/** What the client throws for a response with this error, as the caller sees it. */
function refusal(status: number, error: object, headers: Record<string, string> = {}, key = '') {
  const thrown = APIError.generate(status, { error }, undefined, new Headers(headers))
  return upstreamFailure(thrown, { kind: 'read', subject, secrets: key === '' ? [] : [key] })?.extensions
}

describe('a call without a whole response', () => {
  it.each<[TransportFailure, boolean, string, string]>([
    ['connection', false, 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE'],
    ['connection', true, 'UPSTREAM_UNAVAILABLE', 'OUTCOME_UNKNOWN'],
    ['no-turn', false, 'UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT'],
    ['queue-full', false, 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE'],
    ['deadline', false, 'UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT'],
    ['deadline', true, 'UPSTREAM_TIMEOUT', 'OUTCOME_UNKNOWN'],
    ['too-large', true, 'UPSTREAM_BAD_RESPONSE', 'OUTCOME_UNKNOWN'],
    ['malformed', true, 'UPSTREAM_BAD_RESPONSE', 'OUTCOME_UNKNOWN'],
  ])('%s, sent: %s: a read gets %s, a mutation %s', (failure, sent, read, mutation) => {
    const code = (kind: CallKind) =>
      upstreamFailure(unanswered(failure, sent), { kind, subject })?.extensions['code']

    expect([code('read'), code('mutation')]).toEqual([read, mutation])
  })

  it.each<[TransportFailure, boolean, RegExp]>([
    ['connection', false, /The change was not sent\.$/],
    ['no-turn', false, /The change was not sent\.$/],
    ['queue-full', false, /^Nothing was sent to the upstream: /],
    ['deadline', false, /The change was not sent\.$/],
    ['deadline', true, /^The change was sent, but /],
  ])('says whether a mutation was sent: %s, %s', (failure, sent, says) => {
    expect(upstreamFailure(unanswered(failure, sent), { kind: 'mutation', subject })?.message).toMatch(says)
  })

  it('of a client that disconnected is no bug', () => {
    expect(upstreamFailure(new APIUserAbortError(), { kind: 'read', subject })?.extensions).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
    })
  })
})

describe('a response that cannot be used', () => {
  it('is told with its status and request id', () => {
    const response = new Response('<html>', { headers: { 'x-request-id': id } })
    const failure = upstreamFailure(new BadResponse('it was not JSON'), { kind: 'read', subject, response })

    expect(failure?.extensions).toEqual({
      code: 'UPSTREAM_BAD_RESPONSE',
      upstream: { status: 200, type: null, code: null, param: null, requestId: id },
    })
  })
})

describe('a bug', () => {
  it.each([
    ['a plain error', new Error('oops')],
    ['no error at all', 'oops'],
    ['a failure of the client itself', new OpenAIError('oops')],
    ['a connection error that is not the transport’s', new APIConnectionError({ cause: new Error('oops') })],
    ['a timeout of the client', new APIConnectionTimeoutError()],
  ])('is no failure of the upstream: %s', (_, error) => {
    expect(upstreamFailure(error, { kind: 'mutation', subject })).toBeUndefined()
  })
})

describe('the upstream’s own words', () => {
  const upstream = (error: object, headers?: Record<string, string>, key?: string) =>
    refusal(400, error, headers, key)?.['upstream']

  it('pass where they have the form of an identifier', () => {
    const error = { type: 'invalid_request_error', code: 'string_too_long', param: 'metadata.key[12].a' }

    expect(upstream(error, { 'x-request-id': id })).toEqual({ status: 400, ...error, requestId: id })
  })

  it.each([
    ['sentences', 'No such thing'],
    ['keys', 'sk-abcdef'],
    ['capitals', 'Type'],
    ['what is very long', 'a'.repeat(65)],
    ['nothing', ''],
    ['numbers', 42],
    ['objects', { toString: () => 'type' }],
    ['lists', ['type']],
  ])('do not pass otherwise: %s', (_, text) => {
    expect(upstream({ type: text, code: text, param: text })).toMatchObject({
      type: null,
      code: null,
      param: null,
    })
  })

  it.each(['5b1f2f4e-8a49-4f7a-9d43-6a3c6d1f7d10', 'task-1', 'req_org', 'worg-1', '0', 'Z'.repeat(128)])(
    'name the request: %s',
    (requestId) => expect(upstream({}, { 'x-request-id': requestId })).toMatchObject({ requestId }),
  )

  it.each(['sk-proj-abc', 'req_1-sk-abc', 'org-abc', 'proj_abc', 'a b', 'ä', '', 'Z'.repeat(129)])(
    'do not name the request with what may be a key or an organisation: %j',
    (text) => expect(upstream({}, { 'x-request-id': text })).toMatchObject({ requestId: null }),
  )

  it('never hold the key that was sent', () => {
    const headers = { 'x-request-id': 'req_hunter' }
    expect(upstream({ type: 'hunter', code: 'a_hunter', param: 'hunter' }, headers, 'hunter')).toEqual({
      status: 400,
      type: null,
      code: null,
      param: null,
      requestId: null,
    })
  })
})
