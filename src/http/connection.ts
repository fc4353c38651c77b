import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Requests of one connection that run at once. HTTP/1.1 lets a client send requests without waiting for responses
 * (pipelining), and Node starts each one that it finds. Browsers and gateways send one at a time, clients that
 * pipeline a few; more would only let one connection take everybody's share.
 */
const MAX_RUNNING = 16

interface WaitingRequest {
  listener: RequestListener
  request: IncomingMessage
  response: ServerResponse
}

/** What is under way on one connection of HTTP/1. */
export class Connection {
  readonly socket: Socket
  /** Responses that are not sent whole yet, in the order of their requests; those of waiting requests too. */
  readonly inFlight = new Set<ServerResponse>()
  /** Decides about each further request; without it, all of them are accepted. */
  accepts: ((response: ServerResponse) => boolean) | undefined
  /** Called each time that nothing is in flight any more. */
  onIdle: (() => void) | undefined
  #running = 0
  /** Bounded by what Node reads at a time (64 kB): while something waits here, nothing more is read. */
  readonly #waiting: WaitingRequest[] = []
  #paused = false

  constructor(socket: Socket) {
    this.socket = socket
  }

  /** Whether the server that it belongs to is coming to its end. */
  get draining(): boolean {
    return this.accepts !== undefined
  }

  /** Runs a request as soon as fewer than `MAX_RUNNING` do. */
  add(listener: RequestListener, request: IncomingMessage, response: ServerResponse): void {
    this.inFlight.add(response)
    if (this.#running < MAX_RUNNING) {
      this.#running++
      listener(request, response)
    } else {
      this.#waiting.push({ listener, request, response })
      this.pause()
    }
  }

  /** A response was sent whole, or will not be sent any more. */
  settle(response: ServerResponse): void {
    if (!this.inFlight.delete(response)) return
    const next = this.socket.destroyed ? undefined : this.#waiting.shift()
    if (next) next.listener(next.request, next.response)
    else {
      this.#running--
      this.resume()
    }
    if (this.inFlight.size === 0) this.onIdle?.()
  }

  /** Stops reading from the peer, until `resume`, or until a request in flight has made room for another. */
  pause(): void {
    if (this.#paused) return
    this.#paused = true
    this.socket.pause()
    // Node's HTTP server resumes after each message that it finds in what it has read already.
    this.socket.resume = () => this.socket
  }

  /** Reads from the peer again. */
  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    Reflect.deleteProperty(this.socket, 'resume')
    this.socket.resume()
  }
}

const connections = new WeakMap<Socket, Connection>()

/** What is under way on the connection that this socket is an end of. */
export function connectionOf(socket: Socket): Connection {
  let connection = connections.get(socket)
  if (!connection) {
    connection = new Connection(socket)
    connections.set(socket, connection)
    socket.once('close', closeResponses)
  }
  return connection
}

/**
 * Tells those who work on responses that their connection is gone. Node itself tells only of the one that is being
 * sent, in some versions, and of none where the connection was closed for a `CONNECT`.
 */
function closeResponses(this: Socket): void {
  const { inFlight } = connectionOf(this)
  if (inFlight.size === 0) return
  // After Node, so that none is told twice.
  process.nextTick(() => {
    for (const response of inFlight) response.emit('close')
  })
}
