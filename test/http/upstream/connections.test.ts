import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Row, testRows } from '../../support/faults/rows.ts'
import { mutate, read, serve, serveMisbehaving } from '../../support/faults/serve.ts'
import {
  hangUp,
  type Misbehaviour,
  midBody,
  raw,
  reset,
  startMisbehaving,
  wellBehaved,
} from '../../support/misbehaving.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import { startUpstream, wireThread } from '../../support/upstream.ts'

/** The connection breaks once the request is there. */
function broken(fault: string, upstream: Misbehaviour): Row {
  return {
    fault,
    upstream,
    read: { code: 'UPSTREAM_UNAVAILABLE', requests: 3, says: /the connection/ },
    mutation: { code: 'OUTCOME_UNKNOWN', requests: 1, says: /was sent/ },
  }
}

const chunked = { 'transfer-encoding': 'chunked' }
const chunk = '5\r\n{"id"\r\n'

testRows([
  broken('a reset before the headers', reset),
  broken('a connection closed before the headers', hangUp),
  broken('a reset within the headers', (request) =>
    request.socket.write('HTTP/1.1 200 OK\r\nx-request', () => reset(request)),
  ),
  broken('a reset in mid-body', midBody({ 'content-length': '99' }, '{"id"', reset)),
  broken('a connection closed in mid-body', midBody({ 'content-length': '99' }, '{"id"', hangUp)),
  broken(
    'a connection closed in mid-body, as announced',
    midBody({ 'content-length': '99', connection: 'close' }, '{"id"', hangUp),
  ),
  broken('a connection closed between chunks', midBody(chunked, chunk, hangUp)),
  broken(
    'a connection closed between chunks, as announced',
    midBody({ ...chunked, connection: 'close' }, chunk, hangUp),
  ),
  broken('a switch of protocols', raw('HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')),
])

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const upstream = await startMisbehaving(reset)
  await upstream.close()
  return upstream.port
}

describe('a connection that cannot be made', () => {
  const cases = {
    'nobody listens': async () => `http://127.0.0.1:${await closedPort()}/v1`,
    'the name does not resolve': async () => 'http://threads.invalid/v1',
    'the upstream does not speak TLS': async () => {
      const upstream = await startMisbehaving(wellBehaved)
      onTestFinished(upstream.close)
      return upstream.baseURL.replace('http:', 'https:')
    },
  }

  for (const [name, baseURL] of Object.entries(cases)) {
    it(`fails a read with UPSTREAM_UNAVAILABLE: ${name}`, async () => {
      const server = await serve({ OPENAI_BASE_URL: await baseURL() })

      const { data, errors } = await read(server)

      expect(data).toEqual({ thread: null })
      expect(errors).toMatchObject([{ path: ['thread'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
      expect(server.bugs).toEqual([])
    })

    it(`fails a mutation with UPSTREAM_UNAVAILABLE, and says that it was not sent: ${name}`, async () => {
      const server = await serve({ OPENAI_BASE_URL: await baseURL() })

      const { data, errors } = await mutate(server)

      expect(data).toEqual({ updateThread: null })
      expect(errors).toEqual([
        {
          message: expect.stringMatching(/The change was not sent\.$/),
          path: ['updateThread'],
          locations: expect.any(Array),
          extensions: { code: 'UPSTREAM_UNAVAILABLE' },
        },
      ])
      expect(server.bugs).toEqual([])
    })
  }

  it('is tried three times for a read, and once for a mutation', async () => {
    // TLS is not spoken here, so a connection counts as one that could not be made.
    let connections = 0
    const listener = createServer((socket) => {
      connections++
      socket.on('error', () => {})
      socket.end('no TLS')
    }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    onTestFinished(() => void listener.close())
    const address = listener.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const server = await serve({ OPENAI_BASE_URL: `https://127.0.0.1:${port}/v1` })

    await read(server)
    expect(connections).toBe(3)

    await mutate(server)
    expect(connections).toBe(4)
  })

  it('does not outlast its cause', async () => {
    const port = await closedPort()
    const server = await serve({ OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` })
    await mutate(server)

    const proxied = await startMisbehaving(wellBehaved, port)
    onTestFinished(proxied.close)

    expect((await mutate(server)).data).toEqual({ updateThread: { id: 'thread_a' } })
  })
})

describe('a kept-alive connection', () => {
  it('carries one request after the other', async () => {
    const { upstream, server } = await serveMisbehaving(wellBehaved)

    for (let i = 0; i < 5; i++) await mutate(server)

    expect(upstream.journal).toHaveLength(5)
    expect(upstream.connections.size).toBe(1)
  })

  it.each([
    ['closed', hangUp],
    ['reset', reset],
  ])('that the upstream has %s while idle is not used for a mutation', async (_, close) => {
    const { upstream, server } = await serveMisbehaving(wellBehaved)
    await mutate(server)
    const closed = once(upstream.events, 'close')
    for (const request of upstream.journal) close(request)
    await closed

    expect((await mutate(server)).data).toEqual({ updateThread: { id: 'thread_a' } })
    expect(upstream.connections.size).toBe(2)
  })

  it('that breaks under a request does not show in a read', async () => {
    const { upstream, server } = await serveMisbehaving(wellBehaved)
    await read(server)
    upstream.misbehave = (request) => {
      upstream.misbehave = wellBehaved
      reset(request)
    }

    expect((await read(server)).data).toEqual({ thread: { id: 'thread_a' } })
    expect(upstream.journal).toHaveLength(3)
  })

  it('on which a response comes that nobody asked for is not used again', async () => {
    const { upstream, server } = await serveMisbehaving((request) => {
      wellBehaved(request)
      wellBehaved({ ...request, id: 'thread_forged' })
    })

    await read(server)
    expect((await read(server)).data).toEqual({ thread: { id: 'thread_a' } })
    expect(upstream.connections.size).toBe(2)
  })
})

describe('a proxy in between', () => {
  async function serveBehindProxy() {
    const upstream = await startUpstream(wireThread('thread_a'))
    onTestFinished(upstream.close)
    const proxy = await startTcpProxy(Number(new URL(upstream.baseURL).port))
    onTestFinished(proxy.close)
    return { upstream, proxy, server: await serve({ OPENAI_BASE_URL: proxy.baseURL }) }
  }

  it('that cuts a request short leaves the outcome of a mutation unknown', async () => {
    const { upstream, proxy, server } = await serveBehindProxy()
    proxy.request = { after: 20, ends: 'cut' }

    const { errors } = await mutate(server)

    // Of what was sent, nobody can tell here how much has arrived.
    expect(errors).toMatchObject([{ path: ['updateThread'], extensions: { code: 'OUTCOME_UNKNOWN' } }])
    expect(proxy.connections).toBe(1)
    expect(upstream.journal).toEqual([])
  })

  it.each([1, 20, 200])('that cuts the response after %i bytes leaves the outcome unknown', async (after) => {
    const { upstream, proxy, server } = await serveBehindProxy()
    proxy.answer = { after, ends: 'cut' }

    const { errors } = await mutate(server)

    expect(errors).toMatchObject([{ path: ['updateThread'], extensions: { code: 'OUTCOME_UNKNOWN' } }])
    expect(upstream.journal).toHaveLength(1)
    expect(upstream.threads.get('thread_a')?.metadata).toEqual({ a: 'b' })
  })

  it('that cuts every answer is tried three times by a read', async () => {
    const { upstream, proxy, server } = await serveBehindProxy()
    proxy.answer = { after: 20, ends: 'cut' }

    const { errors } = await read(server)

    expect(errors).toMatchObject([{ path: ['thread'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
    expect(upstream.journal).toHaveLength(3)
  })

  it('that is slow, but not too slow, does not show', async () => {
    const { proxy, server } = await serveBehindProxy()
    proxy.request = { delayMs: 100 }
    proxy.answer = { delayMs: 100 }

    expect((await mutate(server)).data).toEqual({ updateThread: { id: 'thread_a' } })
    expect((await read(server)).data).toEqual({ thread: { id: 'thread_a' } })
  })
})
