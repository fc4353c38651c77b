import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import { connectionOf } from '../http/connection.ts'

/**
 * How long, in milliseconds, a connection may be idle before it is closed while we drain. A client that keeps its
 * connection may be sending a request on it at this moment: if we closed it now, the client would get a reset, and
 * could not tell whether the request was run.
 */
const GRACE_MS = 300
/** How long, in milliseconds, we go on reading after our side of a connection was closed. */
const LINGER_MS = 150

/**
 * Watches a server, so that it can be drained: each request that has come gets its response, with `Connection: close` on
 * the last response of each connection, and nothing that comes after it is run.
 *
 * `server.close()` alone destroys idle connections, and with them requests that are on their way, and waits without
 * end for a peer that leaves it waiting (`watchForStalledPeers`).
 *
 * @returns the function that drains, and resolves once the last connection is gone. Where other processes accept from
 *   the same queue, `closedByAll` is called when this one has closed, and resolves once all of them have.
 */
export function drainable(server: Server): (closedByAll?: () => Promise<void>) => Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async (closedByAll) => {
    // Clients that make a connection for each request would make new ones faster than they can be accepted, if those
    // that are made got their responses now.
    for (const socket of sockets) hold(socket)
    server.on('connection', hold)
    await acceptWaiting(server)
    server.off('connection', hold)
    // That of `net`, which leaves idle connections open. A server whose connections another process hands to it
    // does not listen.
    if (server.listening) NetServer.prototype.close.call(server)
    // A client that had its response now would make its next connection in time to be reset by the last one to close.
    await closedByAll?.()
    await Promise.all([...sockets].map(drain))
  }
}

/** Reads nothing from a connection until it drains. */
function hold(socket: Socket): void {
  // Node starts to read from a new one in this tick.
  process.nextTick(() => connectionOf(socket).pause())
}

/** Lets a connection come to its end, and resolves when it is closed. */
function drain(socket: Socket): Promise<void> {
  const connection = connectionOf(socket)
  const acceptsUntil = performance.now() + GRACE_MS
  let last = [...connection.inFlight].at(-1)
  let ended = false

  /** A peer whose data nobody reads would get a reset, and lose what it has not read yet of our responses. */
  function end(): void {
    if (ended) return
    ended = true
    connection.resume()
    socket.end()
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  }

  async function endIfIdle(): Promise<void> {
    await delay(GRACE_MS)
    // What has come while this process was busy is read before anything is closed.
    await turn()
    if (connection.inFlight.size === 0) end()
  }

  connection.accepts = (response) => {
    // What follows a response that says `Connection: close` is not run: its client knows that it was not.
    if (ended || (last && saysClose(last) && (last.headersSent || performance.now() > acceptsUntil)))
      return false
    if (last && !last.headersSent) last.removeHeader('connection')
    last = response
    response.setHeader('connection', 'close')
    return true
  }
  connection.onIdle = () => void endIfIdle()
  // Called by Node after a response that says `Connection: close`.
  socket.destroySoon = end
  connection.resume()

  if (last && !last.headersSent) last.setHeader('connection', 'close')
  if (connection.inFlight.size === 0) void endIfIdle()
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

function saysClose(response: ServerResponse): boolean {
  return response.getHeader('connection') === 'close'
}

/** For how long, in milliseconds, no connection must have come before we stop to accept. */
const QUIET_MS = 25
/** For how long, in milliseconds, we accept at most while we drain. */
const MAX_ACCEPT_MS = 150

/**
 * Accepts the connections that had been made before we began to drain, and those that are made right now: those still
 * waiting when the server closes would be reset.
 */
async function acceptWaiting(server: NetServer): Promise<void> {
  const began = performance.now()
  let latest = began
  const onConnection = () => {
    latest = performance.now()
  }
  server.on('connection', onConnection)
  do {
    // By turns of the event loop as well as by the clock: it accepts one in each, and may have been busy.
    await delay(1)
    await turn()
  } while (performance.now() - latest < QUIET_MS && performance.now() - began < MAX_ACCEPT_MS)
  server.off('connection', onConnection)
}

/** Lets one whole turn of the event loop pass: it reads what clients have sent. */
async function turn(): Promise<void> {
  await setImmediate()
  await setImmediate()
}
