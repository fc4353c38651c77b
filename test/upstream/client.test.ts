import StockOpenAI from 'openai'
import { expect, it, onTestFinished } from 'vitest'
import { createTransport } from '../../src/upstream/transport.ts'
import { createClient } from '../../src/upstream/upstream.ts'
import { type JournalEntry, startUpstream, wireThread } from '../support/upstream.ts'

const id = 'thread_abc123'

/** The client as it comes, and this project's, before one upstream. */
async function bothClients() {
  const upstream = await startUpstream(wireThread(id, { metadata: { user: 'abc123' } }))
  onTestFinished(upstream.close)
  const { baseURL } = upstream
  const transport = createTransport({ baseURL, concurrency: 4, timeoutMs: 5000 })
  onTestFinished(transport.close)
  const stock = new StockOpenAI({ baseURL, apiKey: 'sk-test', maxRetries: 0, timeout: 2 ** 31 - 1 })
  const slim = createClient({ baseURL, fetch: transport.fetch, apiKey: 'sk-test' })
  return { upstream, stock, slim }
}

type Client = Pick<StockOpenAI, 'beta' | 'get'>

const headers = { 'x-request-id': 'req-1', authorization: 'Bearer sk-caller' }
const calls: [name: string, call: (client: Client) => Promise<unknown>][] = [
  ['a create', (client) => client.beta.threads.create({ metadata: { a: 'b' } })],
  ['a create without a body', (client) => client.beta.threads.create()],
  ['a read', (client) => client.beta.threads.retrieve(id)],
  ['a read with headers of the call', (client) => client.beta.threads.retrieve(id, { headers })],
  [
    'a read without a key',
    (client) => client.beta.threads.retrieve(id, { headers: { authorization: null } }),
  ],
  ['an update', (client) => client.beta.threads.update(id, { metadata: null })],
  ['a delete', (client) => client.beta.threads.delete(id)],
  ['a query', (client) => client.get('/threads', { query: { ids: ['a', 'b&c'] } }).catch(() => {})],
]

/** Without those of the connection, and those that `fetch` adds of its own. */
function ownHeaders(entry: JournalEntry | undefined): [string, unknown][] {
  const foreign = /^(host|connection|accept-encoding|accept-language|sec-fetch-mode)$/
  return Object.entries(entry?.headers ?? {})
    .filter(([name]) => !foreign.test(name))
    .sort()
}

it.each(calls)('%s reaches the upstream as the client itself sends it', async (_, call) => {
  const { upstream, stock, slim } = await bothClients()
  await call(stock)
  await call(slim)

  const [first, second] = upstream.journal
  expect(second).toMatchObject({ method: first?.method, path: first?.path, body: first?.body })
  expect(ownHeaders(second)).toEqual(ownHeaders(first))
})

it('every call has its own headers alone', async () => {
  const { upstream, slim } = await bothClients()
  await slim.beta.threads.retrieve(id, { headers })
  await slim.beta.threads.retrieve(id)

  expect(upstream.journal[1]?.headers).not.toHaveProperty('x-request-id')
  expect(upstream.journal[1]?.headers.authorization).toBe('Bearer sk-test')
})

it('an answer can be had in each way that the client offers', async () => {
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
