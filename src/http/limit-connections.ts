import type { RequestListener, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { type Connection, connectionOf } from './connection.ts'
import { type StalledPeerLimits, watchForStalledPeers } from './stalled-peers.ts'

/**
 * Puts limits on each connection that requests come over: on the requests that run at once, and on how long and how
 * much responses wait for a peer that does not take them. For the first nothing is dropped: further requests wait,
 * and their connection is not read from meanwhile.
 *
 * Connections of HTTP/2, and what is no socket of Node's, are left alone.
 */
export function limitConnections(listener: RequestListener, limits: StalledPeerLimits): RequestListener {
  const busy = new Set<Connection>()
  const watch = watchForStalledPeers(busy, limits)

  function settle(this: ServerResponse): void {
    const connection = connectionOf(this.req.socket)
    connection.settle(this)
    if (connection.inFlight.size === 0) busy.delete(connection)
  }

  return (request, response) => {
    const { socket } = request
    if (request.httpVersionMajor !== 1 || !(socket instanceof Socket)) return listener(request, response)
    const connection = connectionOf(socket)
    if (connection.accepts && !connection.accepts(response)) return
    busy.add(connection)
    watch()
    response.on('close', settle)
    connection.add(listener, request, response)
  }
}
