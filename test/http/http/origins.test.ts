import { describe, expect, it, onTestFinished } from 'vitest'
import type { AppOptions } from '../../../src/app.ts'
import { sendRaw } from '../../support/abuse/raw-http.ts'
import { type RunningServer, startServer } from '../../support/server.ts'

const app = 'https://app.example'
const admin = 'https://admin.example'
const body = JSON.stringify({ query: 'mutation { createThread { id } }' })

async function serve(env: Record<string, string> = {}, options: AppOptions = {}): Promise<RunningServer> {
  const server = await startServer(env, options)
  onTestFinished(server.close)
  return server
}

/** A request as a page of this origin makes it. */
function fromPage(url: string, path: string, origin: string, method = 'POST'): Promise<Response> {
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  }
  return fetch(url + path, {
    method,
    headers: { origin, ...(method === 'OPTIONS' ? preflight : { 'content-type': 'application/json' }) },
    ...(method === 'POST' && { body: path === '/graphql' ? body : '{}' }),
  })
}

/** Headers that let a page of another origin do something. */
function grants(response: Response): string[] {
  return [...response.headers.keys()].filter((name) => name.startsWith('access-control-'))
}

const requests: [method: string, path: string][] = [
  ['POST', '/graphql'],
  ['GET', `/graphql?query=${encodeURIComponent('{ __typename }')}`],
  ['POST', '/v1/threads'],
  ['GET', '/metrics'],
]
const foreign = [
  'https://evil.example',
  'null',
  'http://127.0.0.1:1',
  'http://localhost',
  'not an origin',
  '',
]

describe('a page of another origin', () => {
  it.each(requests)('is refused with 403 and no grant: %s %s', async (method, path) => {
    const { url } = await serve()
    for (const origin of foreign) {
      const response = await fromPage(url, path, origin, method)
      expect({ origin, status: response.status, grants: grants(response) }).toEqual({
        origin,
        status: 403,
        grants: [],
      })
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    }
  })

  it.each(['/graphql', '/v1/threads'])('gets no grant from a preflight: %s', async (path) => {
    const { url } = await serve()
    for (const origin of foreign) {
      const response = await fromPage(url, path, origin, 'OPTIONS')
      expect({ status: response.status, grants: grants(response) }).toEqual({ status: 403, grants: [] })
    }
  })

  it.each([
    ['one origin may call', app],
    ['several may', `${app},${admin}`],
  ])('gets no grant either where %s', async (_, CORS_ORIGINS) => {
    const { url } = await serve({ CORS_ORIGINS })
    for (const origin of foreign) {
      for (const [method, path] of [...requests, ['OPTIONS', '/graphql'], ['GET', '/health']] as const) {
        expect(grants(await fromPage(url, path, origin, method))).toEqual([])
      }
      expect((await fromPage(url, '/graphql', origin)).status).toBe(403)
    }
  })
})

describe('CORS_ORIGINS', () => {
  it.each([
    [app, app],
    [`${app},${admin}`, app],
    [`${app},${admin}`, admin],
  ])('%s grants %s, and says to caches that it depends', async (CORS_ORIGINS, origin) => {
    const { url } = await serve({ CORS_ORIGINS })
    for (const path of ['/graphql', '/v1/threads']) {
      const preflight = await fromPage(url, path, origin, 'OPTIONS')
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin)
      expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type')
      const response = await fromPage(url, path, origin)
      expect(response.status).toBe(200)
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
      expect(response.headers.get('vary')).toContain('Origin')
    }
  })

  it('grants no cookies', async () => {
    const { url } = await serve({ CORS_ORIGINS: app })
    for (const method of ['POST', 'OPTIONS']) {
      const response = await fromPage(url, '/graphql', app, method)
      expect(response.headers.has('access-control-allow-credentials')).toBe(false)
    }
  })

  it.each([
    'http://app.example',
    'https://app.example:8443',
    'https://sub.app.example',
    'https://app.example.evil',
  ])('does not mean %s', async (origin) => {
    const { url } = await serve({ CORS_ORIGINS: app })
    expect((await fromPage(url, '/graphql', origin)).status).toBe(403)
  })
})

describe('the own page of a server', () => {
  it.each(requests)('may call: %s %s', async (method, path) => {
    const { url } = await serve({}, { local: true })
    expect((await fromPage(url, path, url, method)).status).toBe(200)
  })

  it('may call under any name, where others reach the server', async () => {
    const { url } = await serve()
    expect((await fromHost(url, 'threads.example', 'https://threads.example')).status).toBe(200)
  })
})

/** A post that names this host, from a page of this origin where one is given. */
function fromHost(url: string, host: string, origin?: string) {
  const headers = [
    `Host: ${host}`,
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  return sendRaw(url, `POST /graphql HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`)
}

describe('a server that only its own machine reaches', () => {
  it('refuses pages of a name that was made to lead here', async () => {
    const { url } = await serve({}, { local: true })
    const { port } = new URL(url)
    const answer = await fromHost(url, `evil.example:${port}`, `http://evil.example:${port}`)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('FORBIDDEN')
  })

  it('refuses what such pages read, which names no origin', async () => {
    const { url } = await serve({}, { local: true })
    const paths = ['/graphql?query={__typename}', '/v1/threads/thread_a', '/metrics']
    for (const path of paths) {
      const get = `GET ${path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`
      expect((await sendRaw(url, get)).status).toBe(403)
    }
  })

  it.each(['127.0.0.1', 'localhost', '[::1]', '127.0.0.1:4000', 'localhost:80'])(
    'is called %s',
    async (host) => {
      const { url } = await serve({}, { local: true })
      expect((await fromHost(url, host)).status).toBe(200)
      expect((await fromHost(url, host, `http://${host}`)).status).toBe(200)
    },
  )

  it('is called what CORS_ORIGINS says, too: a proxy before it passes the name on', async () => {
    const { url } = await serve({ CORS_ORIGINS: app }, { local: true })
    expect((await fromHost(url, 'app.example')).status).toBe(200)
    expect((await fromHost(url, 'app.example', app)).status).toBe(200)
    expect((await fromHost(url, 'evil.example')).status).toBe(403)
  })

  it('answers probes under any name', async () => {
    const { url } = await serve({}, { local: true })
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: probe.example\r\nConnection: close\r\n\r\n`
    expect((await sendRaw(url, get('/health'))).status).toBe(200)
    expect((await sendRaw(url, get('/ready'))).status).toBe(200)
  })
})
