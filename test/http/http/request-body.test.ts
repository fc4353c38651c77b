import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config/config.ts'

const adapters = [
  ['as the command serves', []],
  ['with a plugin of one’s own', [{}]],
] as const
const json = { 'content-type': 'application/json' }
const operation = JSON.stringify({
  query: 'mutation ($m: Metadata!) { createThread(metadata: $m) { metadata } }',
  variables: { m: { key: 'value' } },
})

/** Serves the API behind a middleware, as frameworks for Node do. */
async function serve(
  plugins: readonly object[],
  middleware: (request: IncomingMessage) => Promise<void> = async () => {},
) {
  const bugs: unknown[] = []
  const log = { operation: () => {}, request: () => {}, bug: (cause: unknown) => bugs.push(cause) }
  const app = await createApp(readConfig({ DATABASE_URL: 'file::memory:' }), { log, plugins: [...plugins] })
  const listener: RequestListener = async (request, response) => {
    await middleware(request)
    app.listener(request, response)
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections()
    await app.close()
    expect(bugs).toEqual([])
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Reads the body, and leaves this of it at `request.body`, as body parsers do. */
const leaving = (parse: (body: Buffer) => unknown) => async (request: IncomingMessage) => {
  Object.assign(request, { body: parse(await buffer(request)) })
}

const post = (url: string, path: string, body: BodyInit, headers: Record<string, string> = json) =>
  fetch(url + path, { method: 'POST', headers, body })

describe.each(adapters)('a body that is compressed, %s,', (_, plugins) => {
  const compressed = gzipSync(operation)

  it.each(['gzip', 'br', 'identity, gzip', 'x-unknown'])('is 415: %s', async (encoding) => {
    const url = await serve(plugins)
    for (const path of ['/graphql', '/v1/threads']) {
      const response = await post(url, path, compressed, { ...json, 'content-encoding': encoding })
      expect(response.status).toBe(415)
      expect(response.headers.get('accept-encoding')).toBe('identity')
      const { errors, error } = await response.json()
      expect(errors?.[0].extensions.code ?? error.code).toMatch(/BAD_USER_INPUT|unsupported_content_encoding/)
    }
  })

  it.each(['identity', 'Identity', ''])('is served where it says that it is not: %j', async (encoding) => {
    const url = await serve(plugins)
    const headers = { ...json, 'content-encoding': encoding }
    expect((await post(url, '/graphql', operation, headers)).status).toBe(200)
    expect((await post(url, '/v1/threads', '{}', headers)).status).toBe(200)
  })
})

describe.each(adapters)('a type with a charset, %s,', (_, plugins) => {
  it.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('is JSON in UTF-8: %s', async (charset) => {
    const url = await serve(plugins)
    const headers = { 'content-type': `application/json; charset=${charset}` }
    expect((await post(url, '/graphql', operation, headers)).status).toBe(200)
    expect((await post(url, '/v1/threads', '{}', headers)).status).toBe(200)
  })

  it.each(['utf-16', 'iso-8859-1', 'us-ascii', ''])(
    'is refused where it is another one: %j',
    async (charset) => {
      const url = await serve(plugins)
      const headers = { 'content-type': `application/json; charset=${charset}` }
      expect((await post(url, '/graphql', operation, headers)).status).toBe(415)
      expect((await post(url, '/v1/threads', '{}', headers)).status).toBe(400)
    },
  )
})

describe.each(adapters)('a body that a parser has read before, %s,', (_, plugins) => {
  const parsers: [string, (body: Buffer) => unknown][] = [
    ['an object', (body) => JSON.parse(body.toString() || '{}')],
    ['a text', (body) => body.toString()],
    ['a buffer', (body) => body],
  ]

  it.each(parsers)('is taken from request.body: %s', async (_, parse) => {
    const url = await serve(plugins, leaving(parse))
    const response = await post(url, '/graphql', operation)
    expect(await response.json()).toEqual({ data: { createThread: { metadata: { key: 'value' } } } })
    const created = await post(url, '/v1/threads', '{"metadata":{"key":"value"}}')
    expect(await created.json()).toMatchObject({ metadata: { key: 'value' } })
  })

  it.each(parsers)('may have been none: %s', async (_, parse) => {
    const url = await serve(plugins, leaving(parse))
    expect((await fetch(`${url}/graphql?query={__typename}`)).status).toBe(200)
    expect((await fetch(`${url}/v1/threads`, { method: 'POST' })).status).toBe(200)
    expect((await fetch(`${url}/v1/threads/thread_x`, { method: 'DELETE' })).status).toBe(404)
  })

  it('may have been decompressed', async () => {
    const url = await serve(
      plugins,
      leaving(() => JSON.parse(operation)),
    )
    const response = await post(url, '/graphql', gzipSync(operation), { ...json, 'content-encoding': 'gzip' })
    expect(response.status).toBe(200)
  })

  it('is held to the same limit', async () => {
    const url = await serve(
      plugins,
      leaving((body) => body),
    )
    expect((await post(url, '/graphql', `${operation}${' '.repeat(300_000)}`)).status).toBe(413)
    expect((await post(url, '/v1/threads', `{}${' '.repeat(300_000)}`)).status).toBe(413)
  })

  it('is still what its type says: a form is none', async () => {
    const url = await serve(
      plugins,
      leaving((body) => Object.fromEntries(new URLSearchParams(body.toString()))),
    )
    const form = new URLSearchParams({ query: 'mutation { createThread { id } }' })
    const response = await fetch(`${url}/graphql`, { method: 'POST', body: form })
    expect(response.status).toBe(415)
  })

  it('is not taken for read where request.body is there all the same', async () => {
    const url = await serve(plugins, async (request) => {
      Object.assign(request, { body: {} })
    })
    expect((await post(url, '/graphql', operation)).status).toBe(200)
    expect((await post(url, '/v1/threads', '{}')).status).toBe(200)
  })

  it('is 400, and no wait without end, where it was left nowhere', async () => {
    const url = await serve(
      plugins,
      leaving(() => undefined),
    )
    for (const path of ['/graphql', '/v1/threads']) {
      const response = await post(url, path, operation)
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('was read before it came here')
    }
  })
})
