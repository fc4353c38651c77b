import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { CloseCode, handleProtocols, type Server } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { parseJson } from '../../core/json.ts'
import type { RequestContext } from '../../core/request-context.ts'
import type { Gate } from '../gate.ts'
import type { HttpStages } from '../stages.ts'
import { createProtocol, type Extra } from './protocol.ts'

/** A request for a WebSocket, as Node hands it over. */
export interface Handover {
  incoming: IncomingMessage
  socket: Duplex
  head: Buffer
}

export interface WebSockets {
  /** Takes a connection, for a request that has passed the gates. */
  accept: (request: RequestContext, handover: Handover) => void
  /** Tells all clients to go elsewhere, and closes their connections. They come back by themselves. */
  close: () => void
}

/** How often, in milliseconds, a peer has to show that it is there. */
const KEEP_ALIVE_MS = 12_000
/** Bytes that may wait for the peers of all connections. Who then has to take something first is cut. */
const MAX_WAITING_BYTES = 256 * 1024 * 1024
/** Bytes that may wait for one peer. */
const MAX_WAITING_BYTES_EACH = 64 * 1024 * 1024
/** The same for one that goes on to send pings, each of which is answered. */
const MAX_WAITING_PONGS = 64 * 1024

/** The WebSocket connections of a process, speaking `graphql-transport-ws`. */
export function createWebSockets(stages: HttpStages, access: Gate): WebSockets {
  const { maxBodyBytes } = stages
  // A message is held to what the body of a request is. Compression would take 100 kB for each connection.
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxBodyBytes,
    perMessageDeflate: false,
    handleProtocols,
  })
  const protocol: Server<Extra> = createProtocol(stages, access)
  let waitingBytes = 0

  /** Resolves when the peer's system has taken the data, so that a slow peer slows down what is sent to it. */
  function send(socket: WebSocket, data: string): Promise<void> {
    if (socket.readyState !== socket.OPEN) return Promise.resolve()
    const bytes = Buffer.byteLength(data)
    const isTooMuch =
      waitingBytes + bytes > MAX_WAITING_BYTES || socket.bufferedAmount > MAX_WAITING_BYTES_EACH
    if (isTooMuch && socket.bufferedAmount > 0) {
      socket.terminate()
      return Promise.resolve()
    }
    waitingBytes += bytes
    return new Promise((resolve) => {
      // What could not be sent is told by the end of the connection.
      socket.send(data, () => {
        waitingBytes -= bytes
        resolve()
      })
    })
  }

  function open(socket: WebSocket, request: RequestContext): void {
    const left = new AbortController()
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data, isBinary) => {
            receive(isBinary ? '' : messageOf(String(data))).catch((error: unknown) => {
              stages.onBug(error)
              socket.close(CloseCode.InternalServerError, 'Internal server error')
            })
          }),
      },
      { request, socket, signal: left.signal },
    )
    socket.on('ping', () => {
      if (socket.bufferedAmount > MAX_WAITING_PONGS) socket.terminate()
    })
    const stopPinging = keepAlive(socket)
    // A frame that breaks the rules: `ws` closes the connection with the code for it.
    socket.on('error', () => {})
    socket.once('close', (code, reason) => {
      stopPinging()
      left.abort()
      void closed(code, String(reason))
    })
  }

  return {
    accept(request, { incoming, socket, head }) {
      server.handleUpgrade(incoming, socket, head, (webSocket) => open(webSocket, request))
    },
    close() {
      for (const socket of server.clients) socket.close(1001, 'Going away')
    },
  }
}

/**
 * A message as the library takes it, which parses what is a text with `JSON.parse`, and that can confuse keys: see
 * `parseJson`. What is no JSON is left to it to refuse.
 */
function messageOf(text: string): string {
  try {
    return parseJson(text) as string
  } catch {
    return text
  }
}

/** Pings a peer, and cuts one that does not respond: it is gone, or takes nothing. */
function keepAlive(socket: WebSocket): () => void {
  let isThere = true
  socket.on('pong', () => {
    isThere = true
  })
  const timer = setInterval(() => {
    if (!isThere) return socket.terminate()
    isThere = false
    socket.ping()
  }, KEEP_ALIVE_MS).unref()
  return () => clearInterval(timer)
}
