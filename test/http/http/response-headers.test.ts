import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../support/server.ts'

const json = { 'content-type': 'application/json' }
const graphqlJson = 'application/graphql-response+json'
const operation = '{"query":"{ __typename }"}'
const origin = 'https://app.example'

/** Requests of every kind, with what each must get. */
const requests: [status: number, path: string, init?: RequestInit][] = [
  [200, '/graphql', { method: 'POST', headers: json, body: operation }],
  [400, '/graphql', { method: 'POST', headers: { ...json, accept: graphqlJson }, body: '{"query":"{"}' }],
  [400, '/graphql', { method: 'POST', headers: json, body: '{' }],
  [413, '/graphql', { method: 'POST', headers: json, body: 'x'.repeat(300_000) }],
  [415, '/graphql', { method: 'POST', body: operation }],
  [406, '/graphql', { method: 'POST', headers: { ...json, accept: 'image/png' }, body: operation }],
  [
    403,
    '/graphql',
    { method: 'POST', headers: { ...json, origin: 'https://evil.example' }, body: operation },
  ],
  [405, '/graphql', { method: 'PUT' }],
  [200, '/graphql?query={__typename}'],
  [200, '/graphql', { headers: { accept: 'text/html' } }],
  [200, '/v1/threads', { method: 'POST' }],
  [404, '/v1/threads/thread_x'],
  [404, '/v1/nope'],
  [200, '/health'],
  [200, '/ready'],
  [200, '/metrics'],
  [302, '/'],
  [404, '/nope'],
]

async function serve(env: Record<string, string> = {}, options: { plugins?: object[] } = {}) {
  const server = await startServer(env, options)
  onTestFinished(server.close)
  return server
}

async function ask(url: string, path: string, init?: RequestInit) {
  const response = await fetch(url + path, { redirect: 'manual', ...init })
  await response.arrayBuffer()
  return response
}

describe('headers of a response', () => {
  it.each(requests)('keep browsers from guessing what it is: %i for %s', async (status, path, init) => {
    const { url } = await serve()
    const response = await ask(url, path, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each(requests)('keep it out of caches where a key was shown: %i for %s', async (status, path, init) => {
    const { url } = await serve({ API_KEYS: 'sk-alice' })
    for (const key of ['sk-alice', 'sk-mallory']) {
      const headers = { ...init?.headers, authorization: `Bearer ${key}` }
      const response = await ask(url, path, { ...init, headers })
      if (key === 'sk-alice') expect(response.status).toBe(status)
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

  it.each(requests)('are the same from both adapters: %i for %s', async (_, path, init) => {
    for (const CORS_ORIGINS of ['', origin, `${origin},https://admin.example`]) {
      const all = await Promise.all(
        [{}, { plugins: [{}] }].map(async (options) => {
          const { url } = await serve({ CORS_ORIGINS }, options)
          const headers = { origin: CORS_ORIGINS ? origin : url, 'x-request-id': 'a', ...init?.headers }
          const response = await ask(url, path, { ...init, headers })
          const { date: _, ...others } = Object.fromEntries(response.headers)
          // The text of metrics and the ids of threads differ.
          if (path === '/metrics') delete others['content-length']
          return { status: response.status, ...others }
        }),
      )
      expect(all[0]).toEqual(all[1])
      expect(Object(all[0]).vary ?? '').toMatch(
        CORS_ORIGINS ? /^(Accept, Accept-Encoding, )?Origin|^Origin/ : /^(Accept.*)?$/,
      )
    }
  })

  it('name once what they vary by', async () => {
    const { url } = await serve({ CORS_ORIGINS: `${origin},https://admin.example` })
    const headers = { ...json, origin }
    const response = await ask(url, '/graphql', { method: 'POST', headers, body: operation })
    expect(response.headers.get('vary')).toBe('Origin')
    const page = await ask(url, '/graphql', { headers: { accept: 'text/html', origin } })
    expect(page.headers.get('vary')).toBe('Accept, Accept-Encoding, Origin')
    const preflight = await ask(url, '/graphql', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'content-type' },
    })
    expect(preflight.headers.get('vary')).toBe('Origin, Access-Control-Request-Headers')
  })
})
