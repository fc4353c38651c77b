import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config/config.ts'
import { sendRaw } from '../../support/abuse/raw-http.ts'
import { startServer } from '../../support/server.ts'

const body = '{"query":"{ __typename }"}'

/** Sends a request with this target and host, to a server that serves posts as the command does. */
async function send(target: string, host = '127.0.0.1', method = 'GET') {
  const server = await startServer()
  onTestFinished(server.close)
  const headers = `Host: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  const answer = await sendRaw(
    server.url,
    `${method} ${target} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n${body}`,
  )
  expect(server.bugs).toEqual([])
  return answer
}

const notHosts = [
  'localhost/metrics?',
  'localhost/metrics#',
  'localhost\\metrics?',
  'user@localhost',
  'localhost?',
  'exa mple',
  'a,b',
  '%',
  '[',
  '',
  'a:b:c',
  'localhost:',
  'localhost:x',
  '127.0.0.1:99999',
  '1.2.3.999',
  '[::1]:x',
  '::1',
  'é.example',
  `${'x'.repeat(300)}`,
]

describe('a host that is not a name with or without a port', () => {
  it.each(notHosts)('is 400, before anything is looked at: %j', async (host) => {
    for (const method of ['GET', 'POST']) {
      const { status, headers, text } = await send('/graphql', host, method)
      expect(status).toBe(400)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(text).not.toMatch(/process_|__typename|\bat .*\.[jt]s/)
    }
  })

  it('is 400 where another server has made a URL of it', async () => {
    const app = await createApp(readConfig({ DATABASE_URL: 'file::memory:', LOG_LEVEL: 'silent' }))
    onTestFinished(app.close)
    const host = 'localhost/metrics?'
    const request = new Request(`http://${host}/graphql`, { headers: { host } })
    expect((await app.fetch(request)).status).toBe(400)
    expect((await app.fetch(new Request('http://localhost/metrics'))).status).toBe(200)
  })
})

describe('a host that is one', () => {
  it.each([
    'localhost',
    'localhost:4000',
    '[::1]',
    '[::1]:4000',
    '192.0.2.1:80',
    'my_service',
    'a-b.example',
  ])('is served: %s', async (host) => {
    expect((await send('/graphql', host, 'POST')).status).toBe(200)
    expect((await send('/health', host)).status).toBe(200)
  })
})

describe('a path', () => {
  it.each([
    '/graphql/../metrics',
    '/graphql/%2e%2e/metrics',
    '/graphql/.%2E/metrics',
    '/./metrics',
    '/graphql\\..\\metrics',
    '\\metrics',
    '/metrics#/graphql',
    'http://127.0.0.1/graphql/../metrics',
    'http://user@127.0.0.1/metrics',
    'http://127.0.0.1\\metrics',
    'ftp://127.0.0.1/metrics',
    'metrics',
    '*',
  ])('that a proxy may have read in another way is 400: %s', async (target) => {
    const { status, text } = await send(target)
    expect(status).toBe(400)
    expect(text).not.toContain('process_')
  })

  it.each([
    '//metrics',
    '//graphql',
    '/graphql//',
    '/%6detrics',
    '/%67raphql',
    '/graphql%2f..%2fmetrics',
    '/graphql;/metrics',
    '/nope/graphql',
    '/nope?/graphql',
    '/nope?x=/health',
    '/nope/health',
    '/%76%31/threads/thread_a',
    'http://evil.example/graphqlx',
  ])('means nothing but what is written: %s is 404', async (target) => {
    for (const method of ['GET', 'POST']) {
      const { status, headers } = await send(target, '127.0.0.1', method)
      expect(status).toBe(404)
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
    }
  })

  it.each(['/v1/%74hreads', '/v1/%2e%2e%2fmetrics'])('of the REST API either: %s is 404', async (target) => {
    expect((await send(target, '127.0.0.1', 'POST')).status).toBe(404)
  })

  it('may be that of a URL with its host, which then counts', async () => {
    expect((await send('http://threads.example/graphql', '127.0.0.1', 'POST')).status).toBe(200)
    expect((await send('http://threads.example/metrics?', '127.0.0.1')).status).toBe(200)
    const local = await startServer({}, { local: true })
    onTestFinished(local.close)
    const get = 'GET http://evil.example/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'
    expect((await sendRaw(local.url, get)).status).toBe(403)
  })

  it('is what is left of it where the API is mounted under another one, as Express does', async () => {
    const app = await createApp(readConfig({ DATABASE_URL: 'file::memory:', LOG_LEVEL: 'silent' }))
    const server = createServer((request, response) => {
      const [, url = '/'] = /^\/api(.*)/.exec(request.url ?? '') ?? []
      app.listener(Object.assign(request, { originalUrl: request.url, url }), response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(async () => {
      server.close()
      await app.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
    const json = { 'content-type': 'application/json', connection: 'close' }
    expect((await fetch(`${url}/graphql?query={__typename}`, { headers: json })).status).toBe(200)
    expect((await fetch(`${url}/graphql`, { method: 'POST', headers: json, body })).status).toBe(200)
    expect((await fetch(`${url}/v1/threads`, { method: 'POST', headers: json })).status).toBe(200)
  })

  it('is looked at without its query: a query that ends like a probe is none', async () => {
    const { status, text } = await send('/graphql?query=%7B__typename%7D&x=/health')
    expect(status).toBe(200)
    expect(text).toContain('"__typename":"Query"')
  })
})
