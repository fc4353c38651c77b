import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as NetServer, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'

/** How long, in milliseconds, a peer may leave us waiting while we drain; it is cut before twice that. */
const PATIENCE_MS = 2000

/**
 * Watches a server, so that it can be drained: `close` answers what was asked for and takes nothing new.
 *
 * `server.close()` alone waits for every connection: for one on which nothing was ever asked, for one kept
 * alive whose answer was under way, and, since it stops Node's own timeouts, for a slow sender without end.
 *
 * @returns the function that drains, and resolves once the last connection is gone.
 */
export function drainable(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>()
  const inFlight = new Map<IncomingMessage, ServerResponse>()
  let draining = false

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.prependListener('request', (request, response) => {
    inFlight.set(request, response)
    if (draining) response.setHeader('connection', 'close')
    response.once('close', () => {
      inFlight.delete(request)
      if (draining && !isBusy(request.socket)) request.socket.destroySoon()
    })
  })

  const isBusy = (socket: Socket) => [...inFlight.keys()].some((request) => request.socket === socket)

  return async () => {
    draining = true
    await acceptWaiting(server)
    // A server whose connections another process hands to it does not listen, and does not know when they end.
    if (server.listening) server.close()
    await turn()
    for (const socket of sockets) if (!isBusy(socket)) socket.destroy()
    // Of requests that came one behind the other on a connection, only the last one's answer is its last.
    const last = new Map([...inFlight].map(([{ socket }, response]) => [socket, response]))
    for (const response of last.values()) {
      if (!response.headersSent) response.setHeader('connection', 'close')
    }
    cutSlowPeers(inFlight)
    while (sockets.size > 0) await Promise.all([...sockets].map(closed))
  }
}

/** As many connections as the system keeps for us at most, where nothing else is said (`backlog`). */
const MAX_WAITING = 511

/**
 * Accepts the connections that had been made before we began to drain: the event loop takes one in each turn, and
 * those still waiting when the server closes would be reset.
 */
export async function acceptWaiting(server: NetServer): Promise<void> {
  let accepted: boolean
  const onConnection = () => {
    accepted = true
  }
  server.on('connection', onConnection)
  let turns = 0
  do {
    accepted = false
    await turn()
  } while (accepted && ++turns < MAX_WAITING)
  server.off('connection', onConnection)
}

/** Lets one whole turn of the event loop pass: it reads what clients have sent. */
async function turn(): Promise<void> {
  await setImmediate()
  await setImmediate()
}

function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve))
}

/** Cuts those who do not finish sending their request, or take nothing more of their answer. */
function cutSlowPeers(inFlight: ReadonlyMap<IncomingMessage, ServerResponse>): void {
  let writtenBefore = new Map<IncomingMessage, number>()
  setInterval(() => {
    const waiting = [...inFlight].filter(
      ([request, response]) => !request.complete || response.writableEnded || response.writableNeedDrain,
    )
    for (const [request] of waiting) {
      if (request.socket.bytesWritten === writtenBefore.get(request)) request.socket.destroy()
    }
    writtenBefore = new Map(waiting.map(([request]) => [request, request.socket.bytesWritten]))
  }, PATIENCE_MS).unref()
}
