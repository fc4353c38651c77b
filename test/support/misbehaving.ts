import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type JournalEntry, wireThread } from './upstream.ts'

/** Text of the upstream: it stands in all that a misbehaving one says, and may be in no response of ours. */
export const upstreamText = 'upstream-text-5f3a'

/** A request that has arrived whole. */
export interface Received extends JournalEntry {
  /** The thread that it names. */
  id: string
  /** What it came on, to be written to as one pleases. */
  socket: Socket
}

/** What an upstream does to a request. */
export type Misbehaviour = (request: Received) => void

interface Events {
  /** A request has arrived. */
  request: [Received]
  /** A connection is closed. */
  close: [Socket]
}

export interface MisbehavingUpstream {
  /** For `OPENAI_BASE_URL`. */
  baseURL: string
  port: number
  /** What reached it, in order. */
  journal: Received[]
  /** The connections that were ever made to it. */
  connections: Set<Socket>
  events: EventEmitter<Events>
  /** What it does from now on. */
  misbehave: Misbehaviour
  /** Resolves once so many requests have arrived in all. */
  received: (count: number) => Promise<void>
  close: () => Promise<void>
}

/**
 * Starts an upstream that reads requests as HTTP and answers them with whatever `misbehave` writes.
 *
 * @param onPort default: a free one.
 */
export async function startMisbehaving(misbehave: Misbehaviour, onPort = 0): Promise<MisbehavingUpstream> {
  const events = new EventEmitter<Events>()
  const journal: Received[] = []
  const connections = new Set<Socket>()
  const server = createServer(async (request) => {
    const { method = '', url: path = '', headers, socket } = request
    const body = await text(request).catch(() => undefined)
    // It was cut on its way: it has not arrived.
    if (body === undefined) return
    const received = { method, path, headers, body, id: path.split('/').at(-1) ?? '', socket }
    journal.push(received)
    upstream.misbehave(received)
    events.emit('request', received)
  })
  server.on('connection', (socket) => {
    connections.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => events.emit('close', socket))
  })
  await new Promise<void>((resolve) => server.listen(onPort, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const upstream: MisbehavingUpstream = {
    baseURL: `http://127.0.0.1:${port}/v1`,
    port,
    journal,
    connections,
    events,
    misbehave,
    received: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (journal.length < count) return
          events.off('request', check)
          resolve()
        }
        events.on('request', check)
        check()
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return upstream
}

/** Writes a response as it should be written, whatever its status and body. */
export function answer(
  status: number,
  body: string | Uint8Array = '',
  headers: Record<string, string> = {},
): Misbehaviour {
  return ({ socket }) => {
    socket.write(head(status, { 'content-length': String(Buffer.byteLength(body)), ...headers }))
    socket.write(body)
  }
}

/** Writes these bytes, and leaves the connection open. */
export function raw(bytes: string): Misbehaviour {
  return ({ socket }) => void socket.write(bytes)
}

/** The start of a response, down to its empty line. */
export function head(status: number, headers: Record<string, string>): string {
  const all = { 'content-type': 'application/json', 'x-request-id': 'req_fault', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${upstreamText}\r\n${lines.join('')}\r\n`
}

/** An error body as the service writes it. */
export function errorBody(fields: Record<string, unknown> = {}): string {
  const type = 'invalid_request_error'
  return JSON.stringify({ error: { message: upstreamText, type, param: null, code: null, ...fields } })
}

/** The thread that was asked for, as it should be. */
export const wellBehaved: Misbehaviour = (request) => {
  answer(200, JSON.stringify(wireThread(request.id)))(request)
}

/** Closes the connection with a RST, without a word. */
export const reset: Misbehaviour = ({ socket }) => void socket.resetAndDestroy()

/** Closes the connection with a FIN, without a word. */
export const hangUp: Misbehaviour = ({ socket }) => void socket.end()

/** Does not answer. */
export const silence: Misbehaviour = () => {}

/** Begins a response of a thread, waits until that is on the wire, and does something else then. */
export function midBody(headers: Record<string, string>, body: string, then: Misbehaviour): Misbehaviour {
  return (request) => void request.socket.write(head(200, headers) + body, () => then(request))
}

/** Responds with a thread, one byte each `ms`. */
export function drip(ms: number): Misbehaviour {
  return ({ socket, id }) => {
    const body = JSON.stringify(wireThread(id))
    const bytes = [...(head(200, { 'content-length': String(body.length) }) + body)]
    const timer = setInterval(() => socket.write(bytes.shift() ?? ''), ms)
    socket.on('close', () => clearInterval(timer))
  }
}

/** Answers with a body of so many bytes, as fast as it is taken. */
export function flood(bytes: number): Misbehaviour {
  const chunk = Buffer.alloc(64 * 1024, upstreamText)
  return ({ socket }) => {
    socket.write(head(200, { 'content-length': String(bytes) }))
    let left = bytes
    const pour = () => {
      while (left > 0 && !socket.destroyed) {
        left -= chunk.length
        if (!socket.write(chunk)) return
      }
    }
    socket.on('drain', pour)
    pour()
  }
}
