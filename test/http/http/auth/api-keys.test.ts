import { describe, expect, it, onTestFinished } from 'vitest'
import { as, createThread, sees, serve } from '../../../support/access/visit.ts'
import { startUpstream, wireThread } from '../../../support/upstream.ts'

const keys = { API_KEYS: 'sk-alice, sk-bob' }
const post = { method: 'POST', headers: { 'content-type': 'application/json' } }

/** Every path that wants a key, with what to send there. */
const paths: [method: string, path: string, body?: string][] = [
  ['POST', '/graphql', '{"query":"{ __typename }"}'],
  ['GET', '/graphql?query={__typename}'],
  ['POST', '/v1/threads', '{}'],
  ['GET', '/v1/threads/thread_a'],
  ['DELETE', '/v1/threads/thread_a'],
  ['GET', '/metrics'],
  ['GET', '/nope'],
]

/** What holds no key that is accepted. */
const strangers: [what: string, authorization?: string][] = [
  ['no key'],
  ['a wrong key', 'Bearer sk-mallory'],
  ['the start of a key', 'Bearer sk-alic'],
  ['a key and more', 'Bearer sk-alicex'],
  ['a key in capitals', 'Bearer SK-ALICE'],
  ['two keys', 'Bearer sk-alice sk-bob'],
  ['the whole list', 'Bearer sk-alice,sk-bob'],
  ['a key without its scheme', 'sk-alice'],
  ['a scheme without its key', 'Bearer'],
  ['another scheme', 'Basic c2stYWxpY2U6'],
  ['a scheme run together with its key', 'Bearersk-alice'],
  ['nothing in the header', ''],
]

describe.each(paths)('%s %s', (method, path, body) => {
  const send = (url: string, authorization?: string) =>
    fetch(url + path, {
      method,
      headers: { ...post.headers, ...(authorization !== undefined && { authorization }) },
      ...(body !== undefined && { body }),
    })

  it('is 401 with a wrong key', async () => {
    const { url, bugs } = await serve(keys)
    const response = await send(url, 'Bearer sk-mallory')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]+$/)
    expect(await response.json()).toEqual(
      path.startsWith('/v1/')
        ? {
            error: {
              message: 'Incorrect API key provided.',
              type: 'invalid_request_error',
              param: null,
              code: 'invalid_api_key',
            },
          }
        : {
            errors: [
              {
                message: 'A valid key is required: Authorization: Bearer <key>',
                extensions: { code: 'UNAUTHENTICATED' },
              },
            ],
          },
    )
    expect(bugs).toEqual([])
  })

  it('is served with a key', async () => {
    const { url } = await serve(keys)
    const { status } = await send(url, 'Bearer sk-alice')
    expect(status).not.toBe(401)
    expect(status).toBeLessThan(500)
  })
})

it.each(strangers)('a request with %s is 401', async (_, authorization) => {
  const { url } = await serve(keys)
  const headers = { ...post.headers, ...(authorization !== undefined && { authorization }) }
  expect((await fetch(`${url}/graphql`, { ...post, headers, body: '{}' })).status).toBe(401)
})

it.each(['Bearer sk-bob', 'bearer sk-alice', 'BEARER  sk-bob'])('%s is accepted', async (authorization) => {
  const { url } = await serve(keys)
  const init = { ...post, headers: { ...post.headers, authorization }, body: '{"query":"{ __typename }"}' }
  expect((await fetch(`${url}/graphql`, init)).status).toBe(200)
})

describe('without a key', () => {
  it.each(['/health', '/ready'])('%s is open: it is for probes', async (path) => {
    const { url } = await serve(keys)
    expect((await fetch(url + path)).status).toBe(200)
  })

  it('nothing reaches the upstream', async () => {
    const upstream = await startUpstream(wireThread('thread_a'))
    onTestFinished(upstream.close)
    const server = await serve({ ...keys, OPENAI_BASE_URL: upstream.baseURL, OPENAI_API_KEY: 'sk-server' })
    const query = '{ thread(id: "thread_a") { id } }'
    expect((await server.query(query)).status).toBe(401)
    expect((await server.query(query, {}, as('sk-mallory'))).status).toBe(401)
    expect(upstream.journal).toEqual([])
    expect((await server.query(query, {}, as('sk-alice'))).data).toEqual({ thread: { id: 'thread_a' } })
  })

  it('a body is not even read', async () => {
    const { url } = await serve(keys)
    expect((await fetch(`${url}/graphql`, { ...post, body: 'x'.repeat(300_000) })).status).toBe(401)
  })
})

describe('a key', () => {
  it('sees its own threads, whatever the case of its scheme, and nobody else sees them', async () => {
    const server = await serve(keys)
    const id = await createThread(server, as('sk-alice'))
    expect(await sees(server, id, { authorization: 'bearer  sk-alice' })).toBe(true)
    expect(await sees(server, id, as('sk-bob'))).toBe(false)
  })

  it('may be the only one', async () => {
    const server = await serve({ API_KEYS: 'sk-only' })
    expect((await server.query('{ __typename }', {}, as('sk-only'))).status).toBe(200)
    expect((await server.query('{ __typename }')).status).toBe(401)
  })

  it('is asked of nobody where there are none', async () => {
    const server = await serve()
    expect((await server.query('{ __typename }')).status).toBe(200)
    expect((await server.query('{ __typename }', {}, as('anything'))).status).toBe(200)
  })
})
