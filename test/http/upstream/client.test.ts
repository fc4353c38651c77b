import StockOpenAI from 'openai'
import { expect, it, onTestFinished } from 'vitest'
import type { OpenAI } from '../../../src/upstream/client.ts'
import { createTransport } from '../../../src/upstream/transport.ts'
import { createClient } from '../../../src/upstream/upstream.ts'
import { type JournalEntry, startUpstream, wireThread } from '../../support/upstream.ts'

const id = 'thread_abc123'

/** The client as it comes, and this project's, before one upstream. */
async function bothClients() {
  const upstream = await startUpstream(wireThread(id, { metadata: { user: 'abc123' } }))
  onTestFinished(upstream.close)
  const { baseURL } = upstream
  const transport = createTransport({ baseURL, concurrency: 4, timeoutMs: 5000 })
  onTestFinished(transport.close)
  const stock = new StockOpenAI({ baseURL, apiKey: 'none', maxRetries: 0, timeout: 2 ** 31 - 1 })
  const slim = createClient({ baseURL, fetch: transport.fetch, headers: beta })
  return { upstream, stock, slim }
}

const headers = { 'x-request-id': 'req-1', authorization: 'Bearer sk-caller' }
const path = `/threads/${id}`
const body = { metadata: { a: 'b' } }

/** A call of the client's own resource, and the same as this project makes it. */
const calls: [name: string, stock: (client: StockOpenAI) => unknown, slim: (client: OpenAI) => unknown][] = [
  ['a create', ({ beta }) => beta.threads.create(body), (client) => client.post('/threads', { body })],
  [
    'a create of nothing',
    ({ beta }) => beta.threads.create(),
    (client) => client.post('/threads', { body: {} }),
  ],
  ['a read', ({ beta }) => beta.threads.retrieve(id), (client) => client.get(path)],
  [
    'a read with headers of its own',
    ({ beta }) => beta.threads.retrieve(id, { headers }),
    (client) => client.withScope({ headers }, () => client.get(path)),
  ],
  [
    'a read without a key',
    ({ beta }) => beta.threads.retrieve(id, { headers: { authorization: null } }),
    (client) => client.withScope({ headers: { authorization: null } }, () => client.get(path)),
  ],
  ['an update', ({ beta }) => beta.threads.update(id, body), (client) => client.post(path, { body })],
  ['a delete', ({ beta }) => beta.threads.delete(id), (client) => client.delete(path)],
  [
    'a query',
    (client) => client.get('/threads', { query: { ids: 'a,b&c' }, headers: beta }),
    (client) => client.get('/threads', { query: { ids: 'a,b&c' } }),
  ],
]

const beta = { 'openai-beta': 'assistants=v2' }

/** Without those of the connection, those that `fetch` adds of its own, and what the client tells of its machine. */
function ownHeaders(entry: JournalEntry | undefined): [string, unknown][] {
  const foreign = /^(host|connection|accept-encoding|accept-language|sec-fetch-mode|x-stainless-.*)$/
  return Object.entries(entry?.headers ?? {})
    .filter(([name]) => !foreign.test(name))
    .sort()
}

it.each(calls)('%s reaches the upstream as the client itself sends it', async (_, callStock, callSlim) => {
  const { upstream, stock, slim } = await bothClients()
  await Promise.resolve(callStock(stock)).catch(() => {})
  upstream.threads.set(id, wireThread(id))
  await Promise.resolve(callSlim(slim)).catch(() => {})

  const [first, second] = upstream.journal
  expect(second).toMatchObject({ method: first?.method, path: first?.path, body: first?.body })
  expect(ownHeaders(second)).toEqual(ownHeaders(first))
})

it('every call has its own headers alone', async () => {
  const { upstream, slim } = await bothClients()
  await slim.beta.threads.retrieve(id, { headers })
  await slim.beta.threads.retrieve(id)

  expect(upstream.journal[1]?.headers).not.toHaveProperty('x-request-id')
  expect(upstream.journal[1]?.headers.authorization).toBe('Bearer none')
})

it('tells the upstream nothing of the machine', async () => {
  const { upstream, slim } = await bothClients()
  await slim.get(path)
  expect(Object.keys(upstream.journal[0]?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([])
})

it('a response can be had in each way that the client offers', async () => {
  const { slim } = await bothClients()
  const thread = await slim.beta.threads.retrieve(id)
  const { data, request_id: requestId } = await slim.beta.threads.retrieve(id).withResponse()
  const response = await slim.beta.threads.retrieve(id).asResponse()

  expect(thread.metadata).toEqual({ user: 'abc123' })
  expect(data).toEqual(thread)
  expect(requestId).toBe('req_local')
  expect(JSON.parse(await response.text())).toMatchObject({ id })
})

it.each([400, 401, 403, 404, 409, 422, 429, 500, 503])(
  'a %i is the error that the client makes of it',
  async (status) => {
    const { upstream, stock, slim } = await bothClients()
    upstream.script = () => ({
      status,
      body: { error: { message: 'no', type: 'a_type', code: 'a_code', param: 'p' } },
    })
    const [expected, got] = await Promise.all(
      [stock, slim].map((client) => client.beta.threads.retrieve(id).catch((error: unknown) => error)),
    )

    expect(got).toBeInstanceOf(Object(expected).constructor)
    const said = ({ message, status, type, code, param, requestID, error }: Record<string, unknown>) => ({
      message,
      status,
      type,
      code,
      param,
      requestID,
      error,
    })
    expect(said(Object(got))).toEqual(said(Object(expected)))
  },
)

it.each(['<html>', '', '5', 'null', '[]', '{"error":5}', '{"message":"no"}'])(
  'a refusal with %j for a body is the same error, too',
  async (body) => {
    const { upstream, stock, slim } = await bothClients()
    upstream.script = () => ({ status: 400, body })
    const [expected, got] = await Promise.all(
      [stock, slim].map((client) => client.beta.threads.retrieve(id).catch((error: unknown) => error)),
    )

    expect(Object(got).message).toBe(Object(expected).message)
    expect(Object(got).error).toEqual(Object(expected).error)
  },
)
