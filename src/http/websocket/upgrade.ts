import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { isGraphQLPath } from '../../core/paths.ts'
import type { RequestContext } from '../../core/request-context.ts'
import type { Gate } from '../gate.ts'
import { NodeHeaders } from '../node-headers.ts'
import { beginRequest } from '../request-id.ts'
import { requestUrl } from '../request-url.ts'
import type { HttpStages } from '../stages.ts'
import { textResponse } from '../text-response.ts'
import type { WebSockets } from './sockets.ts'

export interface UpgradeOptions {
  stages: HttpStages
  /** Refuses what no connection may come from: foreign pages and hosts. */
  origin: Gate
  /** Authentication: of the request, where it has a credential, and else of the first message. */
  access: Gate
}

/** For `upgrade` of a server. */
export type UpgradeListener = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Whether a request asks for a WebSocket where there is one. For any other upgrade, it is served without. */
export function isWebSocketRequest({ headers, url = '' }: IncomingMessage): boolean {
  const isOurs = isGraphQLPath(url.split('?', 1)[0] ?? '')
  return isOurs && headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * Takes WebSocket connections at `/graphql`. A request that may not have one gets a plain HTTP response. What speaks the
 * protocol is loaded with the first connection: most servers never have one.
 */
export function createUpgrade(options: UpgradeOptions): { listener: UpgradeListener; close: () => void } {
  const { stages, origin, access } = options
  const { finish, onBug } = stages
  let sockets: Promise<WebSockets> | undefined
  let isClosed = false

  async function judge(request: RequestContext, incoming: IncomingMessage): Promise<Response | undefined> {
    const { headers } = request.http
    if (!isWebSocketRequest(incoming)) {
      return textResponse(404, 'text/plain; charset=utf-8', 'There is a WebSocket at /graphql alone.\n')
    }
    if (isClosed) return textResponse(503, 'text/plain; charset=utf-8', 'The server is about to end.\n')
    return (await origin(request)) ?? (headers.get('authorization') === null ? undefined : access(request))
  }

  async function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = requestUrl(incoming)
    if (!url) return refuse(socket, new Response(null, { status: 400 }))
    const headers = new NodeHeaders(incoming.headers)
    const request = beginRequest({ method: 'GET', url, headers, signal: new AbortController().signal })
    const refusal = await judge(request, incoming)
    if (refusal) {
      finish(request, refusal.status, refusal.headers)
      return refuse(socket, refusal)
    }
    sockets ??= import('./sockets.ts').then(({ createWebSockets }) => createWebSockets(stages, access))
    const { accept } = await sockets
    accept(request, { incoming, socket, head })
  }

  return {
    listener(incoming, socket, head) {
      // Node leaves the socket to us, and with it what becomes of its errors.
      socket.on('error', () => socket.destroy())
      upgrade(incoming, socket, head).catch((error: unknown) => {
        onBug(error)
        socket.destroy()
      })
    },
    close() {
      isClosed = true
      void sockets?.then(({ close }) => close())
    },
  }
}

/** Sends a response in place of an upgrade. */
async function refuse(socket: Duplex, response: Response): Promise<void> {
  const { status, headers } = response
  const body = Buffer.from(await response.arrayBuffer())
  headers.set('content-length', String(body.length))
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Array.from(headers, ([name, value]) => `${name}: ${value}`),
    'connection: close',
  ]
  if (socket.writable) socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]))
}
