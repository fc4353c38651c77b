import { buildConnector, Client, type Dispatcher, Pool } from 'undici'
import { acceptContinue } from './accept-continue.ts'

export interface ConnectionOptions {
  /** The most connections that are open at once. */
  connections: number
  /** Milliseconds for which a connection may be idle and still be used. */
  idleMs: number
  connectTimeoutMs: number
}

/** A handler that is told which connection its request goes over. */
export interface ConnectionHandler extends Dispatcher.DispatchHandler {
  connection: Connection | undefined
}

/** The kept-alive connections to an upstream. */
export function openConnections(
  origin: string,
  { connections, idleMs, connectTimeoutMs }: ConnectionOptions,
): Pool {
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false })
  return new Pool(origin, {
    connections,
    factory: (url, options) => new Connection(url, options, idleMs),
    connect: (options, callback) =>
      connect(options, (...result) => {
        callback(...result)
        // Its parser is there once undici has the socket.
        if (result[1]) acceptContinue(result[1])
      }),
    // One request on a connection at a time: a slow response never stands in front of another.
    pipelining: 1,
    // HTTP/2 would put a hundred on each connection.
    allowH2: false,
    // The deadline of a call covers these, and knows whether a request was sent.
    headersTimeout: 0,
    bodyTimeout: 0,
    // Also where the upstream says that it keeps connections for longer: a proxy in between may not.
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
  })
}

/**
 * A connection that knows since when it is idle. undici closes it after that time as well, but by a timer, and while
 * the event loop is busy a request may be written before that timer has its turn.
 */
export class Connection extends Client {
  readonly #idleMs: number
  #usedAt = 0

  constructor(origin: string | URL, options: object, idleMs: number) {
    super(origin, options)
    this.#idleMs = idleMs
    this.on('connect', () => this.used())
  }

  override dispatch(request: Dispatcher.DispatchOptions, handler: ConnectionHandler): boolean {
    handler.connection = this
    return super.dispatch(request, handler)
  }

  /** A response came over it just now. */
  used(): void {
    this.#usedAt = performance.now()
  }

  /** Whether the upstream may have closed it meanwhile, as far as the time goes. */
  isStale(): boolean {
    return performance.now() - this.#usedAt > this.#idleMs
  }
}
