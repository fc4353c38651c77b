import { once } from 'node:events'
import { request } from 'node:http'
import { createClient } from 'graphql-ws'
import { describe, expect, it, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { parseJson } from '../../../src/core/json.ts'
import { type RunningServer, startServer } from '../../support/server.ts'
import { everyChange, untilSubscribed } from '../../support/subscriptions.ts'

async function serve(env: Record<string, string> = {}): Promise<RunningServer> {
  const server = await startServer(env)
  onTestFinished(server.close)
  return server
}

/** A connection without a client's own ways. */
async function connect({ url }: RunningServer, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  const messages: Record<string, unknown>[] = []
  let woken = Promise.withResolvers<void>()
  socket.on('message', (data) => {
    messages.push(Object(parseJson(String(data))))
    woken.resolve()
  })
  return {
    socket,
    send: (message: object) => socket.send(JSON.stringify(message)),
    async next(): Promise<Record<string, unknown> | undefined> {
      while (messages.length === 0) {
        woken = Promise.withResolvers()
        await woken.promise
      }
      return messages.shift()
    },
    closed: once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) })),
  }
}

/** The HTTP response that a request for a WebSocket gets instead of one. */
async function refused(url: string, headers: Record<string, string> = {}) {
  const [response] = await once(
    request(url, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        'sec-websocket-protocol': 'graphql-transport-ws',
        ...headers,
      },
    }).end(),
    'response',
  )
  response.resume()
  return response
}

const init = { type: 'connection_init' }
const subscribe = (query: string, id = '1', variables = {}) => ({
  type: 'subscribe',
  id,
  payload: { query, variables },
})

describe('a request for a WebSocket', () => {
  it.each([
    ['from the page of another site', {}, '/graphql', { origin: 'https://evil.example' }, 403],
    ['with a wrong key', { API_KEYS: 'sk-a' }, '/graphql', { authorization: 'Bearer sk-b' }, 401],
    ['with a header that holds no bearer key', {}, '/graphql', { authorization: 'Basic YTpi' }, 401],
    ['for a host that is none', {}, '/graphql?', { host: 'localhost/metrics?' }, 400],
    ['in an old version', {}, '/graphql', { 'sec-websocket-version': '7' }, 400],
  ])('%s gets no connection', async (_, env, path, headers, status) => {
    const server = await serve(env)
    expect(await refused(server.url + path, headers)).toMatchObject({ statusCode: status })
  })

  it('without our protocol gets one that is closed at once', async () => {
    const { url } = await serve()
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`)
    expect((await once(socket, 'close'))[0]).toBe(4406)
  })

  it('from a page of an allowed origin gets one', async () => {
    const server = await serve({ CORS_ORIGINS: 'https://app.example' })
    const { send, next } = await connect(server, { origin: 'https://app.example' })
    send(init)
    expect(await next()).toEqual({ type: 'connection_ack' })
  })

  it.each([
    ['of another kind', '/graphql?query={__typename}', 'h2c', 200],
    ['at another path', '/health', 'websocket', 200],
    ['where nothing is', '/nothing', 'websocket', 404],
  ])('%s is served as a plain request', async (_, path, upgrade, statusCode) => {
    const { url } = await serve()
    expect(await refused(url + path, { upgrade })).toMatchObject({ statusCode })
  })
})

describe('authentication of a WebSocket', () => {
  const ownThreads = '{ threads { totalCount } }'
  const one = { data: { threads: { totalCount: 1 } } }

  async function serveAlice() {
    const server = await serve({ API_KEYS: 'sk-alice,sk-bob' })
    await server.query('mutation { createThread { id } }', {}, { authorization: 'Bearer sk-alice' })
    return server
  }

  it.each([
    ['by a header', { authorization: 'Bearer sk-alice' }, undefined],
    ['by the first message', {}, { authorization: 'Bearer sk-alice' }],
    ['by the first message, as Apollo has it', {}, { headers: { Authorization: 'bearer sk-alice' } }],
    [
      'by a header, whatever the first message says',
      { authorization: 'Bearer sk-alice' },
      { authorization: 'Bearer sk-bob' },
    ],
  ])('%s', async (_, headers: Record<string, string>, payload) => {
    const { send, next } = await connect(await serveAlice(), headers)
    send({ ...init, ...(payload && { payload }) })
    expect(await next()).toEqual({ type: 'connection_ack' })
    send(subscribe(ownThreads))
    expect(await next()).toEqual({ type: 'next', id: '1', payload: one })
  })

  it.each([
    ['no key', undefined],
    ['a wrong key', { authorization: 'Bearer sk-mallory' }],
    ['another scheme', { authorization: 'Basic sk-alice' }],
    ['a key that is no text', { authorization: ['Bearer sk-alice'] }],
  ])('ends a connection with %s', async (_, payload) => {
    const { send, closed } = await connect(await serveAlice())
    send({ ...init, ...(payload && { payload }) })
    expect(await closed).toEqual({ code: 4403, reason: 'Forbidden' })
  })

  it('comes before anything else', async () => {
    const { send, closed } = await connect(await serveAlice())
    send(subscribe(ownThreads))
    expect(await closed).toEqual({ code: 4401, reason: 'Unauthorized' })
  })
})

describe('a WebSocket', () => {
  async function open(env: Record<string, string> = {}) {
    const server = await serve(env)
    const connection = await connect(server)
    connection.send(init)
    await connection.next()
    return { server, ...connection }
  }

  it('carries queries and mutations as well', async () => {
    const { send, next } = await open()
    send(subscribe('mutation { createThread(metadata: { a: "b" }) { metadata } }', 'm'))
    expect(await next()).toEqual({
      type: 'next',
      id: 'm',
      payload: { data: { createThread: { metadata: { a: 'b' } } } },
    })
    expect(await next()).toEqual({ type: 'complete', id: 'm' })
  })

  it('keeps keys apart that V8 takes for each other', async () => {
    const { send, next } = await open()
    const query = 'mutation ($m: Metadata) { createThread(metadata: $m) { metadata } }'
    for (const key of ['\\', '"', '\n', '\\', '"']) {
      const id = JSON.stringify(key)
      send(subscribe(query, id, { m: { topic: 'a', [key]: 'kept' } }))
      expect(await next()).toMatchObject({
        id,
        payload: { data: { createThread: { metadata: { [key]: 'kept' } } } },
      })
      await next()
    }
  })

  it('tells of an operation that breaks a limit as any other response does, without an HTTP status', async () => {
    const { send, next } = await open()
    send(subscribe('mutation { updateThread(id: "..", metadata: {}) { id } }'))
    expect(await next()).toEqual({
      type: 'error',
      id: '1',
      payload: [
        expect.objectContaining({
          extensions: expect.not.objectContaining({ http: expect.anything() }),
          message: expect.stringContaining('".." is not an id'),
        }),
      ],
    })
  })

  it.each([
    ['what is no JSON', '{'],
    ['what is no message', '{"type":"subscribe"}'],
    ['bytes', Buffer.from('{}')],
  ])('is closed for %s', async (_, data) => {
    const { server, socket, closed } = await open()
    socket.send(data)
    expect(await closed).toMatchObject({ code: 4400 })
    expect(server.bugs).toEqual([])
  })

  it('is closed for a message that is larger than a body may be', async () => {
    const { server, send, closed } = await open()
    send(subscribe(`{ threads { totalCount } } #${'x'.repeat(300_000)}`))
    expect(await closed).toMatchObject({ code: 1009 })
    expect(server.bugs).toEqual([])
  })

  it('answers 500 operations that come at once, and each of them', async () => {
    const { send, next } = await open()
    for (let n = 0; n < 500; n++) send(subscribe('{ __typename }', String(n)))
    const answered = new Set<unknown>()
    while (answered.size < 500) {
      const message = await next()
      if (message?.['type'] === 'next') answered.add(message['id'])
    }
    expect(answered.size).toBe(500)
  })

  it('leaves no subscription behind when its client goes', async () => {
    const { server, socket, send } = await open()
    for (let n = 0; n < 20; n++) send(subscribe(everyChange, String(n)))
    await untilSubscribed(server.url, 20)
    socket.terminate()
    await untilSubscribed(server.url, 0)
  })

  it('is told to go elsewhere when the server drains, and its client comes back by itself', async () => {
    const [old, other] = [await serve(), await serve()]
    let { url } = old
    const client = createClient({
      url: () => `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryWait: async () => {
        url = other.url
      },
    })
    onTestFinished(() => client.dispose())
    const changes = client.iterate({ query: everyChange })
    const first = changes.next()
    await untilSubscribed(old.url)
    old.app.drain()
    await untilSubscribed(other.url)
    await untilSubscribed(old.url, 0)
    await other.query('mutation { createThread { id } }')
    expect(await first).toMatchObject({ value: { data: { threadChanges: { kind: 'CREATED' } } } })
    expect(await refused(`${old.url}/graphql`)).toMatchObject({ statusCode: 503 })
  })
})
