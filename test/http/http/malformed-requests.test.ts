import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningServer } from '../../support/server.ts'
import { startServer } from '../../support/server.ts'
import { type LocalUpstream, startUpstream, wireThread } from '../../support/upstream.ts'

const mutation = 'mutation { deleteThread(id: "thread_a") { id } }'
const json = { 'content-type': 'application/json' }

let upstream: LocalUpstream
let server: RunningServer

beforeEach(async () => {
  upstream = await startUpstream(wireThread('thread_a'))
  server = await startServer({ OPENAI_BASE_URL: upstream.baseURL })
})

// Whatever was asked: nothing was sent, nothing was a bug, and the next request is served.
afterEach(async () => {
  expect(upstream.journal).toEqual([])
  expect(server.bugs).toEqual([])
  expect((await server.query('{ __typename }')).data).toEqual({ __typename: 'Query' })
  await server.close()
  await upstream.close()
})

function post(body: BodyInit, headers: HeadersInit = json): Promise<Response> {
  return fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
}

describe('a body that is not declared as JSON', () => {
  const form = new FormData()
  form.set('operations', JSON.stringify({ query: mutation }))
  form.set('map', '{}')

  it.each([
    ['text/plain', JSON.stringify({ query: mutation }), { 'content-type': 'text/plain' }],
    ['a form', new URLSearchParams({ query: mutation }), {}],
    ['multipart', form, {}],
    ['application/graphql', mutation, { 'content-type': 'application/graphql' }],
    ['XML', '<query/>', { 'content-type': 'application/xml' }],
    ['no type', new TextEncoder().encode(JSON.stringify({ query: mutation })), {}],
    ['an empty type', JSON.stringify({ query: mutation }), { 'content-type': '' }],
    ['JSON in another charset', '{}', { 'content-type': 'application/json; charset=iso-8859-1' }],
    ['two types', '{}', { 'content-type': 'application/json, text/plain' }],
    ['JSON in the wrong place', JSON.stringify({ query: mutation }), { 'content-type': 'text/json' }],
  ])('is 415: %s', async (_, body, headers) => {
    const response = await post(body, headers)
    expect(response.status).toBe(415)
    expect(response.headers.get('accept')).toBe('application/json')
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'The body of the request must be JSON in UTF-8, sent as application/json',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    })
  })
})

describe('JSON that is no operation', () => {
  const notJson = 'The body of the request is not valid JSON'
  const notOne = 'The body of the request must be one JSON object with a "query"'
  const invalidUtf8 = Buffer.concat([Buffer.from('{"query":"{ a'), Buffer.of(0xff), Buffer.from(' }"}')])

  it.each([
    ['an array of operations', JSON.stringify([{ query: mutation }, { query: mutation }]), notOne],
    ['an empty array', '[]', notOne],
    ['broken', '{"query":', notJson],
    ['empty', '', notJson],
    ['null', 'null', notOne],
    ['a string', '"{ __typename }"', notOne],
    ['a number', '1', notOne],
    ['without a query', '{}', 'Must provide query string.'],
    ['with a query that is no text', '{"query":1}', '"query" must be a string'],
    [
      'with a field of no meaning',
      '{"query":"{ a }","x":1}',
      'Unexpected parameter "x" in the request body.',
    ],
    [
      'with "__proto__"',
      '{"__proto__":{"query":"{ a }"}}',
      'Unexpected parameter "__proto__" in the request body.',
    ],
    ['with variables that are a list', '{"query":"{ a }","variables":[]}', '"variables" must be an object'],
    ['with variables that are a text', '{"query":"{ a }","variables":"{}"}', '"variables" must be an object'],
    [
      'with extensions that are a text',
      '{"query":"{ a }","extensions":"x"}',
      '"extensions" must be an object',
    ],
    [
      'with the name of no operation',
      '{"query":"{ __typename }","operationName":"X"}',
      /^Could not determine/,
    ],
    [
      'with two operations and no name',
      '{"query":"query A { __typename } query B { __typename }"}',
      /^Could not/,
    ],
    ['in UTF-8 that is broken', invalidUtf8, 'The body of the request is not valid UTF-8'],
    ['compressed', Buffer.from('1f8b0800', 'hex'), 'The body of the request is not valid UTF-8'],
    ['in UTF-16', Buffer.from('{"query":"{ a }"}', 'utf16le'), notJson],
    ['nested 100,000 levels', '['.repeat(100_000), notJson],
  ])('is 400: %s', async (_, body, message) => {
    const response = await post(body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })
})

describe('what a URL asks for', () => {
  const get = (parameters: Record<string, string>) =>
    fetch(`${server.url}/graphql?${new URLSearchParams(parameters)}`)

  it('may not be a mutation', async () => {
    const response = await get({ query: mutation })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })

  it('may not be a mutation by its name, behind a query', async () => {
    const query = `query A { __typename } mutation B { deleteThread(id: "thread_a") { id } }`
    expect((await get({ query, operationName: 'B' })).status).toBe(405)
  })

  it.each([
    ['variables that are broken', { query: '{ __typename }', variables: '{' }],
    ['variables that are a number', { query: '{ __typename }', variables: '1' }],
    ['extensions that are broken', { query: '{ __typename }', extensions: '{' }],
    ['no query', { variables: '{}' }],
  ])('may not hold %s', async (_, parameters) => {
    const response = await get(parameters)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
  })

  it('may hold 10 kB that nobody asked for', async () => {
    expect((await get({ query: '{ __typename }', x: 'x'.repeat(10_000) })).status).toBe(200)
  })
})

describe('a method', () => {
  it.each([
    ['PUT', '/graphql', 'GET, POST'],
    ['DELETE', '/graphql', 'GET, POST'],
    ['PATCH', '/graphql', 'GET, POST'],
    ['OPTIONS', '/graphql', 'GET, POST'],
    ['HEAD', '/graphql', 'GET, POST'],
    ['HEAD', `/graphql?query=${encodeURIComponent('{ __typename }')}`, 'GET, POST'],
    ['POST', '/metrics', 'GET, HEAD'],
    ['DELETE', '/metrics', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ])('that there is not is 405, with those that there are: %s %s', async (method, path, allow) => {
    const response = await fetch(server.url + path, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
  })

  it.each(['/metrics', '/health'])('HEAD is answered as GET is, without a body: %s', async (path) => {
    const response = await fetch(server.url + path, { method: 'HEAD' })
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: '' })
  })
})

describe('a path', () => {
  it.each([
    '/nope',
    '/graphqlx',
    '/GRAPHQL',
    '/%67raphql',
    '/.env',
    '/v1',
    '/v1/threads',
    `/${'x'.repeat(10_000)}`,
  ])('that there is not is 404: %.40s', async (path) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const response = await fetch(server.url + path, { method })
      expect(response.status).toBe(404)
      await response.text()
    }
  })
})

describe('an Accept header', () => {
  const ask = (accept: string, query = '{ __typename }') =>
    post(JSON.stringify({ query }), { ...json, accept })

  it.each([
    ['*/*', 'application/json; charset=utf-8'],
    ['application/*', 'application/json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['image/png, application/json;q=0.1', 'application/json; charset=utf-8'],
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
  ])('is honoured: %s', async (accept, type) => {
    const response = await ask(accept)
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
      status: 200,
      type,
    })
  })

  it.each(['image/png', 'text/html', 'application/json; charset=utf-16', ';;;,,', 'x'.repeat(5000)])(
    'that nothing fits is 406, and the mutation is not done: %.40s',
    async (accept) => {
      const response = await ask(accept, mutation)
      expect(response.status).toBe(406)
      expect(response.headers.get('accept')).toContain('application/json')
    },
  )
})
