import { createHash } from 'node:crypto'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../../../src/app.ts'
import { readConfig } from '../../../../src/config/config.ts'
import { makeKey, makeToken, startIssuer } from '../../../support/access/issuer.ts'
import { as, createThread, sees, serve } from '../../../support/access/visit.ts'
import { serveUpstream } from '../../../support/api.ts'
import { temporaryFolder } from '../../../support/embedded/temporary-folder.ts'
import { answer, startMisbehaving } from '../../../support/misbehaving.ts'
import { startServer } from '../../../support/server.ts'
import { wireThread } from '../../../support/upstream.ts'

/** Sends header lines as they are, `authorization` as often as there are values, and resolves with the response. */
function send(
  url: string,
  authorization: string | string[],
  { path = '/graphql', method = 'POST', body = '{"query":"{ __typename }"}' } = {},
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization }
    const sent = request(url + path, { method, headers: headers as Record<string, string> }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    sent.on('error', reject)
    // With a text, Node would send the headers in the text's encoding.
    sent.end(method === 'POST' ? Buffer.from(body) : undefined)
  })
}

/** UTF-8 bytes as a header has them: each as one character. */
const bytes = (text: string) => Buffer.from(text).toString('latin1')

const doors = [
  { path: '/graphql' },
  { path: '/graphql?query={__typename}', method: 'GET' },
  { path: '/v1/threads', body: '{}' },
  { path: '/metrics', method: 'GET' },
]

const malformed: [what: string, authorization: string | string[]][] = [
  ['another scheme', 'Basic YWxpY2U6cGFzcw=='],
  ['a scheme that is none', 'Token abc'],
  ['a key without a scheme', 'sk-alice'],
  ['a scheme run together with its key', 'Bearersk-alice'],
  ['a scheme without a key', 'Bearer'],
  ['a scheme and white space', 'Bearer \t '],
  ['nothing', ''],
  ['two keys joined by a comma', 'Bearer a, Bearer b'],
  ['a key joined to a password', 'Bearer a,basic YWxpY2U6'],
  ['a password joined to a key', 'Basic YWxpY2U6, Bearer a'],
  ['two headers', ['Bearer a', 'Bearer b']],
  ['two headers that are the same', ['Bearer a', 'Bearer a']],
  ['a header beside an empty one', ['Bearer a', '']],
  ['a scheme behind a space that HTTP does not know', '\xa0Bearer a'],
]

describe('where no keys are set', () => {
  it.each(malformed)('an Authorization header is refused on each path: %s', async (_, authorization) => {
    const server = await serve()
    for (const door of doors) {
      const { status, text } = await send(server.url, authorization, door)
      // Which of two headers a proxy has looked at, nobody knows: such a request is refused before authentication.
      const isTwice = Array.isArray(authorization)
      expect(status, door.path).toBe(isTwice ? 400 : 401)
      if (!isTwice) expect(text).toContain('Authorization: Bearer <key>')
    }
    expect(server.bugs).toEqual([])
  })

  it.each(['Bearer k', 'Bearer My API Key', 'bearer\tk'])('%j is accepted on each path', async (header) => {
    const { url } = await serve()
    for (const door of doors) expect((await send(url, header, door)).status, door.path).toBe(200)
  })
})

it('a header that holds no key opens no probe and closes none', async () => {
  const { url } = await serve()
  expect((await send(url, 'Basic YTpi', { path: '/health', method: 'GET' })).status).toBe(200)
  expect((await send(url, 'Basic YTpi', { path: '/ready', method: 'GET' })).status).toBe(200)
})

it('two headers are refused where one of them holds a key that is known', async () => {
  const { url } = await serve({ API_KEYS: 'sk-alice' })
  expect((await send(url, 'Bearer sk-alice')).status).toBe(200)
  for (const door of doors) {
    expect((await send(url, ['Bearer sk-alice', 'Bearer sk-mallory'], door)).status).toBe(400)
  }
})

it('two headers are refused by app.fetch, too', async () => {
  const app = await createApp(readConfig({ DATABASE_URL: 'file::memory:', LOG_LEVEL: 'silent' }))
  onTestFinished(app.close)
  const ask = (...authorization: string[]) => {
    const headers = new Headers({ 'content-type': 'application/json' })
    for (const value of authorization) headers.append('authorization', value)
    const init = { method: 'POST', headers, body: '{"query":"{ __typename }"}' }
    return app.fetch(new Request('http://localhost/graphql', init))
  }
  expect((await ask('Bearer a')).status).toBe(200)
  expect((await ask('Bearer a', 'Bearer b')).status).toBe(401)
  expect((await ask('Basic YTpi')).status).toBe(401)
})

describe('a key with spaces', () => {
  const spaced = as('My API Key')

  it('sees its own threads, over GraphQL and /v1', async () => {
    const server = await serve()
    const id = await createThread(server, spaced)
    expect(await sees(server, id, spaced)).toBe(true)
    expect((await fetch(`${server.url}/v1/threads/${id}`, { headers: spaced })).status).toBe(200)
  })

  it.each([
    ['no key', {}],
    ['the first word of it', as('My')],
    ['one more space within it', as('My  API Key')],
    ['a tab within it', as('My\tAPI Key')],
    ['another word', as('My API Kez')],
  ])('keeps them from one with %s', async (_, other) => {
    const server = await serve()
    const id = await createThread(server, spaced)
    expect(await sees(server, id, other)).toBe(false)
    expect((await fetch(`${server.url}/v1/threads/${id}`, { headers: other })).status).toBe(404)
  })

  it.each(['bearer My API Key', 'BEARER   My API Key', 'Bearer \t My API Key', 'Bearer My API Key \t'])(
    'is the same in %j',
    async (authorization) => {
      const server = await serve()
      const id = await createThread(server, spaced)
      expect(await sees(server, id, { authorization })).toBe(true)
    },
  )

  it('goes to a remote upstream as it is', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    await server.query('{ thread(id: "thread_a") { id } }', {}, { authorization: 'bearer  My API Key' })
    expect(upstream.journal.map(({ headers }) => headers.authorization)).toEqual(['Bearer My API Key'])
  })

  it.each(['Bearer canary', 'bearer   canary', 'Bearer\tcanary'])(
    'is not passed on where an upstream says it back: %j',
    async (authorization) => {
      const error = JSON.stringify({
        error: { message: 'no', type: 'canary', code: 'canary', param: 'canary' },
      })
      const upstream = await startMisbehaving(answer(400, error, {}))
      onTestFinished(upstream.close)
      const server = await startServer({ OPENAI_BASE_URL: upstream.baseURL })
      onTestFinished(server.close)
      const { errors } = await server.query('{ thread(id: "thread_a") { id } }', {}, { authorization })
      expect(errors).toHaveLength(1)
      expect(JSON.stringify(errors)).not.toContain('canary')
    },
  )
})

describe('a remote upstream without a key of the server', () => {
  it.each(malformed)('gets nothing of a request with %s', async (_, authorization) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const body = JSON.stringify({ query: '{ thread(id: "thread_a") { id } }' })
    expect((await send(server.url, authorization, { body })).status).toBe(
      Array.isArray(authorization) ? 400 : 401,
    )
    expect(upstream.journal).toEqual([])
  })

  it('gets the bytes of a key that is not ASCII', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const authorization = bytes('Bearer clé à')
    const body = JSON.stringify({ query: '{ thread(id: "thread_a") { id } }' })
    expect((await send(server.url, authorization, { body })).status).toBe(200)
    expect(upstream.journal.map(({ headers }) => headers.authorization)).toEqual([authorization])
  })
})

describe('keys that are not ASCII', () => {
  /** Pairs that a conversion, or a trim that knows more than HTTP, makes one. */
  it.each([
    ['\xc3\xa0', '\xc3'],
    ['x\xa0', 'x'],
    ['\xa0x', 'x'],
    [bytes('é'), '\xe9'],
    [bytes('é'), bytes('e\u0301')],
    [bytes('\ufeffx'), 'x'],
  ])('are two tenants where their bytes differ: %j and %j', async (one, other) => {
    const server = await serve()
    const created = await send(server.url, `Bearer ${one}`, { path: '/v1/threads', body: '{}' })
    const path = `/v1/threads/${JSON.parse(created.text).id}`
    expect((await send(server.url, `Bearer ${one}`, { path, method: 'GET' })).status).toBe(200)
    expect((await send(server.url, `Bearer ${other}`, { path, method: 'GET' })).status).toBe(404)
  })
})

describe('what an earlier version stored', () => {
  it.each(['sk-alice', 'a,b', 'a:b==', bytes('clé')])('under the key %j is still there', async (key) => {
    const { openSqliteStore } = await import('../../../../src/embedded/stores/sqlite/sqlite-store.ts')
    const url = `file:${temporaryFolder()}/threads.db`
    const store = openSqliteStore(url)
    const tenant = createHash('sha256').update(key).digest('hex')
    const thread = { id: 'thread_old', createdAt: 1, updatedAt: 1, metadata: '{}', toolResources: '{}' }
    await store.create(tenant, thread)
    await store.close()
    const server = await serve({ DATABASE_URL: url })
    const read = { path: '/v1/threads/thread_old', method: 'GET' }
    for (const scheme of ['Bearer', 'bearer', 'BEARER ']) {
      expect((await send(server.url, `${scheme} ${key}`, read)).status).toBe(200)
    }
  })
})

describe('the threads of a subject', () => {
  const key = makeKey('RS256', 'rsa-1')
  const issuer = 'https://issuer.example'
  const token = as(makeToken(key, { iss: issuer, sub: 'alice', exp: 4_000_000_000 }))
  const id = createHash('sha256')
    .update(JSON.stringify([issuer, 'alice']))
    .digest('hex')
  const guess = as(`jwt-subject-${id}`)

  it('cannot be reached with a key that names it, on a server without keys either', async () => {
    const { jwksUrl } = await startIssuer(key)
    const env = { DATABASE_URL: `file:${temporaryFolder()}/threads.db` }
    const server = await serve({ ...env, JWT_JWKS_URL: jwksUrl, API_KEYS: `sk-alice,jwt-subject-${id}` })
    const threadId = await createThread(server, token)
    expect(await sees(server, threadId, token)).toBe(true)
    expect((await server.query('{ __typename }', {}, guess)).status).toBe(401)

    const open = await serve(env)
    const path = `/v1/threads/${threadId}`
    expect((await open.query('{ __typename }', {}, guess)).status).toBe(401)
    expect((await fetch(open.url + path, { headers: guess })).status).toBe(401)
    expect((await fetch(open.url + path, { headers: as(id) })).status).toBe(404)
  })

  it('are changed and deleted with its token', async () => {
    const { jwksUrl } = await startIssuer(key)
    const server = await serve({ JWT_JWKS_URL: jwksUrl })
    const threadId = await createThread(server, token)
    const update = await server.query(
      'mutation ($id: ID!) { updateThread(id: $id, metadata: { a: "b" }) { metadata } }',
      { id: threadId },
      token,
    )
    expect(update.data).toEqual({ updateThread: { metadata: { a: 'b' } } })
    expect(await sees(server, threadId, token)).toBe(true)
  })
})

it('headers that a server of Node joins are refused as two', async () => {
  const app = await createApp(readConfig({ DATABASE_URL: 'file::memory:', LOG_LEVEL: 'silent' }))
  const server = createServer({ joinDuplicateHeaders: true }, app.listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await app.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect((await send(url, ['Bearer a', 'Digest b'])).status).toBe(400)
})
