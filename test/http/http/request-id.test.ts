import { describe, expect, it } from 'vitest'
import { serveEmbedded, serveUpstream } from '../../support/api.ts'
import { keptLog } from '../../support/observability/log.ts'
import { wireThread } from '../../support/upstream.ts'

const body = JSON.stringify({ query: '{ thread(id: "thread_a") { id } }' })

/** Posts a read with this `x-request-id`, and returns the one of the response. */
async function ask(url: string, id?: string): Promise<string | null> {
  const headers = { 'content-type': 'application/json', ...(id !== undefined && { 'x-request-id': id }) }
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body })
  await response.text()
  return response.headers.get('x-request-id')
}

async function serve() {
  const { log, lines } = keptLog()
  const { server, upstream } = await serveUpstream([wireThread('thread_a')], {}, { log })
  return { url: server.url, upstream, lines }
}

describe('the id of a request', () => {
  it.each(['abc', 'A-1_b', 'x'.repeat(128), '00000000-0000-4000-8000-000000000000'])(
    "is the caller's own in the response, upstream and in the log: %.40s",
    async (id) => {
      const { url, upstream, lines } = await serve()
      expect(await ask(url, id)).toBe(id)
      expect(upstream.journal.map((entry) => entry.headers['x-request-id'])).toEqual([id])
      expect(lines.map((line) => line.requestId)).toEqual([id])
    },
  )

  it.each([undefined, '', 'x'.repeat(129), 'two words', 'a;b', '{"a":1}', 'sk.canary', 'é'])(
    'is a new one, the same in all three places, where that is not fit for a log: %.40j',
    async (id) => {
      const { url, upstream, lines } = await serve()
      const own = await ask(url, id)
      expect(own).toMatch(/^[0-9a-f-]{36}$/)
      expect(upstream.journal[0]?.headers['x-request-id']).toBe(own)
      expect(lines[0]?.requestId).toBe(own)
    },
  )

  it('is another one for each request', async () => {
    const { url } = await serve()
    const ids = [await ask(url), await ask(url), await ask(url)]
    expect(new Set(ids).size).toBe(3)
  })

  it.each(['/v1/threads/thread_a', '/metrics', '/nope', '/ready', '/'])(
    'is on every answer: %s',
    async (path) => {
      const { url } = await serveEmbedded()
      const headers = { 'x-request-id': 'request-1' }
      const response = await fetch(url + path, { headers, redirect: 'manual' })
      expect(response.headers.get('x-request-id')).toBe('request-1')
    },
  )

  it.each([
    ['a body that is too large', { body: 'x'.repeat(300_000) }],
    ['a body that is no JSON', { body: '{' }],
    ['a body of another type', { body: '{}', headers: { 'content-type': 'text/plain' } }],
    ['a foreign origin', { body, headers: { origin: 'https://evil.example' } }],
    ['a response that it will not take', { body, headers: { accept: 'image/png' } }],
  ])('is on refusals, too: %s', async (_, { headers, ...init }: RequestInit) => {
    const { url } = await serveEmbedded()
    const all = { 'content-type': 'application/json', 'x-request-id': 'request-1', ...Object(headers) }
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: all, ...init })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.headers.get('x-request-id')).toBe('request-1')
  })
})
