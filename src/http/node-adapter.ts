import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendNodeResponse } from '@whatwg-node/server'
import { BodyAlreadyRead } from '../core/body.ts'

export interface NodeAdapterOptions {
  handle: (request: Request) => Promise<Response>
  fetchAPI: { Request: typeof Request }
  /** Told of an unexpected error; the client gets a 500. */
  onBug: (cause: unknown) => void
}

/** Serves requests of Node's HTTP server with a handler of the Fetch API. */
export function createNodeAdapter({ handle, fetchAPI, onBug }: NodeAdapterOptions) {
  return async (incoming: IncomingMessage, outgoing: ServerResponse, url: URL): Promise<void> => {
    const disconnected = new AbortController()
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) disconnected.abort()
    })
    try {
      const request = new fetchAPI.Request(url.href, {
        method: incoming.method ?? 'GET',
        signal: disconnected.signal,
        ...headersAndBody(incoming),
      })
      const response = await handle(request)
      await sendNodeResponse(response, outgoing, incoming, true)
    } catch (error) {
      onBug(error)
      failResponse(outgoing)
    }
  }
}

/** Ends a response after an unexpected error. */
export function failResponse(outgoing: ServerResponse): void {
  if (!outgoing.headersSent) outgoing.writeHead(500, { 'x-content-type-options': 'nosniff' })
  outgoing.end()
}

/** Whether somebody before us has read the body, as the body parsers of Express do. */
export function isBodyRead(incoming: IncomingMessage): boolean {
  return incoming.readableDidRead || incoming.readableEnded || incoming.destroyed
}

function headersAndBody(incoming: IncomingMessage): RequestInit & { duplex?: 'half' } {
  const headers = plainHeaders(incoming)
  if (incoming.method === 'GET' || incoming.method === 'HEAD') return { headers }
  if (!isBodyRead(incoming)) {
    // An iterable of bytes is a body to the Fetch API that yoga brings, and a Node stream to this project's types.
    return { headers, body: incoming as unknown as ReadableStream, duplex: 'half' }
  }
  const { 'content-length': length = '0', 'transfer-encoding': chunked, ...others } = headers
  if (length === '0' && chunked === undefined) return { headers }
  const body = bodyLeftBehind(incoming)
  if (body !== undefined) {
    // It was decompressed where it was read.
    const { 'content-encoding': _, ...rest } = others
    return { headers: { ...rest, 'content-length': String(body.length) }, body }
  }
  const failing = new ReadableStream({ start: (controller) => controller.error(new BodyAlreadyRead()) })
  return { headers: others, body: failing, duplex: 'half' }
}

/** The body as a parser has left it at `request.body`, in bytes again; undefined where there is none. */
function bodyLeftBehind(incoming: IncomingMessage & { body?: unknown }): Uint8Array<ArrayBuffer> | undefined {
  const { body } = incoming
  if (body === undefined) return undefined
  if (body instanceof Uint8Array) return new Uint8Array(body)
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Without those of HTTP/2 that are no headers, such as `:method`. */
function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  const all = headers[':method'] === undefined ? headers : withoutPseudoHeaders(headers)
  // Node has joined what came more than once, save for `Set-Cookie`, which no request has.
  return all as Record<string, string>
}

function withoutPseudoHeaders(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')))
}
