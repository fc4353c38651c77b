import { describe, expect, it, onTestFinished } from 'vitest'
import { sendRaw } from '../../support/abuse/raw-http.ts'
import { keptLog } from '../../support/observability/log.ts'
import { scrape } from '../../support/observability/metrics.ts'
import { startServer } from '../../support/server.ts'

const post = { method: 'POST', headers: { 'content-type': 'application/json' } }

async function serve(env: Record<string, string> = {}, options: { plugins?: object[] } = {}) {
  const { log, lines, text } = keptLog()
  const server = await startServer(env, { log, ...options })
  onTestFinished(server.close)
  return { ...server, lines, text }
}

const requests = (url: string, labels: string, key?: string) =>
  scrape(url, key).then((metrics) => metrics.get(`threads_graphql_http_requests_total{${labels}}`))

describe.each([
  ['as the command serves', {}],
  ['with a plugin of one’s own', { plugins: [{}] }],
])('the line of a request that held no operation, %s,', (_, options) => {
  it('tells of a wrong key, and does not hold it', async () => {
    const { url, lines, text } = await serve({ API_KEYS: 'sk-alice' }, options)
    const headers = { ...post.headers, authorization: 'Bearer sk-canary', 'x-request-id': 'request-1' }
    const body = '{"query":"{ __typename }"}'
    await (await fetch(`${url}/graphql?token=sk-canary`, { ...post, headers, body })).text()
    await (await fetch(`${url}/graphql`, { ...post, headers, body })).text()
    expect(lines).toEqual(
      Array(2).fill({
        level: 30,
        time: expect.any(String),
        msg: 'request',
        requestId: 'request-1',
        method: 'POST',
        path: '/graphql',
        route: 'graphql',
        status: 401,
        durationMs: expect.any(Number),
        outcome: 'UNAUTHENTICATED',
      }),
    )
    expect(text()).not.toContain('canary')
    expect(await requests(url, 'route="graphql",status="401"', 'sk-alice')).toBe(2)
  })

  it('tells of an origin that was refused', async () => {
    const { url, lines } = await serve({}, options)
    const headers = { ...post.headers, origin: 'https://evil.example' }
    await (await fetch(`${url}/graphql`, { ...post, headers, body: '{}' })).text()
    expect(lines).toMatchObject([{ path: '/graphql', status: 403, outcome: 'FORBIDDEN', reason: 'origin' }])
    expect(await requests(url, 'route="graphql",status="403"')).toBe(1)
  })

  it('tells of what was done and refused at /v1', async () => {
    const { url, lines } = await serve({}, options)
    await (await fetch(`${url}/v1/threads`, { method: 'POST' })).text()
    await (await fetch(`${url}/v1/threads/thread_x?a=b`)).text()
    expect(lines).toMatchObject([
      { msg: 'request', method: 'POST', path: '/v1/threads', route: 'v1', status: 200, outcome: 'ok' },
      { msg: 'request', method: 'GET', path: '/v1/threads/thread_x', status: 404, outcome: 'NOT_FOUND' },
    ])
    expect(await requests(url, 'route="v1",status="200"')).toBe(1)
    expect(await requests(url, 'route="v1",status="404"')).toBe(1)
  })

  it('tells of a body that holds no operation', async () => {
    const { url, lines } = await serve({}, options)
    await (await fetch(`${url}/graphql`, { ...post, body: 'x'.repeat(300_000) })).text()
    expect(lines).toMatchObject([
      { msg: 'request', path: '/graphql', status: 413, outcome: 'BAD_USER_INPUT' },
    ])
  })

  it('tells of a host that is none', async () => {
    const { url, lines } = await serve({}, options)
    await sendRaw(url, 'GET /graphql HTTP/1.1\r\nHost: localhost/metrics?\r\nConnection: close\r\n\r\n')
    expect(lines).toMatchObject([
      { path: '/graphql', route: 'other', status: 400, outcome: 'BAD_USER_INPUT', reason: 'url' },
    ])
    expect(await requests(url, 'route="other",status="400"')).toBe(1)
  })

  it('is short, whatever the path', async () => {
    const { url, lines, text } = await serve({}, options)
    await (await fetch(`${url}/${'x'.repeat(10_000)}`)).text()
    expect(lines).toMatchObject([{ path: `/${'x'.repeat(199)}`, route: 'other', status: 404 }])
    expect(text().length).toBeLessThan(500)
  })

  it('is not written for probes and scrapes that went well', async () => {
    const { url, lines } = await serve({}, options)
    for (const path of ['/health', '/ready', '/metrics']) await (await fetch(url + path)).text()
    expect(lines).toEqual([])
  })

  it('is not written for calls of the embedded API within an operation', async () => {
    const { query, lines, url } = await serve({}, options)
    await query('mutation { createThread { id } }')
    expect(lines.map((line) => line.msg)).toEqual(['operation'])
    expect(await requests(url, 'route="v1",status="200"')).toBe(undefined)
    expect(await requests(url, 'route="graphql",status="200"')).toBe(1)
  })
})
