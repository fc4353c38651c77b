import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { wireThread } from '../upstream.ts'
import type { Content } from './ledger.ts'

export interface FaultyUpstream {
  /** For `OPENAI_BASE_URL`. */
  baseURL: string
  /** Requests that reached it. */
  readonly requests: number
  /** Requests that it did not respond to as it should. */
  readonly faults: number
  /** Writes that reached it a second time. */
  readonly sentTwice: number
  /** Connections that are open now. */
  readonly connections: number
  content: (id: string) => Content
  close: () => Promise<void>
}

interface Exchange {
  response: ServerResponse
  id: string
  /** Does what was asked for, and says what there is to answer. */
  apply: () => unknown
}

type Fault = (exchange: Exchange) => void

function answer({ response }: Exchange, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

const refuse =
  (status: number, headers: Record<string, string> = {}): Fault =>
  (exchange) =>
    answer(
      exchange,
      status,
      { error: { message: 'no', type: 'server_error', code: null, param: null } },
      headers,
    )

const done: Fault = (exchange) => answer(exchange, 200, exchange.apply())

/** The request was carried out, and the response is of no use. */
const badBody =
  (body: (right: unknown) => unknown): Fault =>
  (exchange) =>
    answer(exchange, 200, body(exchange.apply()))

const reset = ({ response }: Exchange) => void response.socket?.resetAndDestroy()

/** Each as likely as the next. A definite refusal is never of something that was done. */
const faults: Fault[] = [
  refuse(500),
  refuse(503),
  refuse(401),
  refuse(403),
  refuse(409),
  refuse(429),
  refuse(429, { 'retry-after': '0' }),
  refuse(429, { 'retry-after': '3600' }),
  refuse(302, { location: 'http://127.0.0.1:1/' }),
  (exchange) => answer(exchange, 502, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' }),
  reset,
  (exchange) => {
    exchange.apply()
    reset(exchange)
  },
  (exchange) => {
    const body = JSON.stringify(exchange.apply())
    exchange.response.writeHead(200, { 'content-length': String(body.length) })
    exchange.response.write(body.slice(0, 10), () => reset(exchange))
  },
  badBody((right) => JSON.stringify(right).slice(0, -1)),
  badBody(() => '<h1>Welcome</h1>'),
  badBody(() => null),
  // Of a new thread nobody could tell: its id is what the response says.
  (exchange) =>
    badBody((right) => (exchange.id === '' ? [right] : wireThread('thread_of_someone_else')))(exchange),
  badBody(() => ({ padding: 'x'.repeat(2_000_000) })),
  // No answer at all, before or after it was done.
  () => {},
  (exchange) => void exchange.apply(),
]

/** Starts an upstream in this process that holds threads, and answers one request in `oneIn` wrongly. */
export async function startFaultyUpstream(oneIn: number): Promise<FaultyUpstream> {
  const threads = new Map<string, ReturnType<typeof wireThread>>()
  const writesSeen = new Set<string>()
  const counts = { requests: 0, faults: 0, sentTwice: 0, connections: 0, created: 0 }

  function exchangeOf(
    { method, url = '' }: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Exchange {
    const id = url.split('/')[3]
    const { metadata } = method === 'POST' ? JSON.parse(body) : {}
    if (metadata && writesSeen.size === writesSeen.add(metadata.n).size) counts.sentTwice++
    const apply = () => {
      if (method === 'DELETE') threads.delete(id ?? '')
      if (method === 'DELETE') return { id, object: 'thread.deleted', deleted: true }
      const held = id === undefined ? wireThread(`thread_${++counts.created}`) : threads.get(id)
      if (held && metadata) threads.set(held.id, { ...held, metadata })
      return held && threads.get(held.id)
    }
    return { response, id: id ?? '', apply }
  }

  const server = createServer(async (request, response) => {
    counts.requests++
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return
    // Somebody asks whether it is there.
    if (request.method === 'HEAD') return void response.end()
    const exchange = exchangeOf(request, body, response)
    const fault = Math.random() * oneIn < 1 ? faults[Math.floor(Math.random() * faults.length)] : undefined
    if (fault) counts.faults++
    const act = () => {
      const { id } = exchange
      const isThere = id === '' || threads.has(id)
      if (isThere) (fault ?? done)(exchange)
      else answer(exchange, 404, { error: { message: `No thread found with id '${id}'.` } })
    }
    if (Math.random() < 0.05) setTimeout(act, Math.random() * 300)
    else act()
  })
  server.on('connection', (socket) => {
    counts.connections++
    socket.on('error', () => {})
    socket.on('close', () => counts.connections--)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get requests() {
      return counts.requests
    },
    get faults() {
      return counts.faults
    },
    get sentTwice() {
      return counts.sentTwice
    },
    get connections() {
      return counts.connections
    },
    content(id) {
      const n = threads.get(id)?.metadata?.['n']
      return n === undefined ? null : Number(n)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
