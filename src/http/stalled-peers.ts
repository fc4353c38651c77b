import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Connection } from './connection.ts'

export interface StalledPeerLimits {
  /** How long, in milliseconds, a response may wait for a peer that takes nothing of it. */
  writeTimeoutMs: number
  /** How long, in milliseconds, a response may be under way in all. Default: 30 times `writeTimeoutMs`. */
  totalTimeoutMs?: number
  /** How many bytes of responses may wait for their peers, all connections together. Default: 256 MB. */
  maxWaitingBytes?: number
}

const MAX_WAITING_BYTES = 256 * 1024 * 1024
/** How long, in milliseconds, a peer may leave us waiting while we drain. */
const DRAINING_TIMEOUT_MS = 2000
/**
 * How many times as long a response may be under way in all, so that nobody holds it by taking a little now and
 * then. With the default of 20 s these are ten minutes: 16 MB at 27 kB/s.
 */
const TOTAL = 30

/** A response that its peer has not taken, as the last look found it. */
interface Stall {
  response: ServerResponse
  /** Bytes that the system had taken from us by then. */
  taken: number
  /** Looks that found it, and how many of them in a row have found that nothing more was taken. */
  looks: number
  idleLooks: number
}

/**
 * Cuts connections whose peers do not take their responses: those that take nothing for `writeTimeoutMs`, those
 * that do not come to an end in 30 times that, and, where more than `maxWaitingBytes` wait in all, those that have
 * been at it for longest. A connection that drains waits for less time, and for requests as well.
 *
 * What the system takes is seen in steps: Linux asks for more when a third of its send buffer is free, up to 1.4 MB.
 * A peer that takes 100 kB a second is seen to take something every 14 s, hence the default of 20 s.
 *
 * @param busy the connections on which something is in flight.
 * @returns a function to be called when something is: looking ends when nothing is any more.
 */
export function watchForStalledPeers(busy: ReadonlySet<Connection>, limits: StalledPeerLimits): () => void {
  const {
    writeTimeoutMs,
    totalTimeoutMs = TOTAL * writeTimeoutMs,
    maxWaitingBytes = MAX_WAITING_BYTES,
  } = limits
  const intervalMs = Math.min(1000, writeTimeoutMs / 4)
  const stalls = new WeakMap<Connection, Stall>()
  let timer: NodeJS.Timeout | undefined

  /** Counted in looks, not by a clock: time in which this process did not run is not the peer's. */
  function isOver({ looks, idleLooks }: Stall, draining: boolean): boolean {
    const timeoutMs = draining ? Math.min(DRAINING_TIMEOUT_MS, writeTimeoutMs) : writeTimeoutMs
    const inAllMs = draining ? Math.min(TOTAL * DRAINING_TIMEOUT_MS, totalTimeoutMs) : totalTimeoutMs
    return idleLooks * intervalMs >= timeoutMs || looks * intervalMs >= inAllMs
  }

  function look(): void {
    if (busy.size === 0) {
      clearInterval(timer)
      timer = undefined
      return
    }
    const waiting: { connection: Connection; looks: number; bytes: number }[] = []
    let sum = 0
    for (const connection of busy) {
      const stall = findStall(connection, stalls.get(connection))
      if (!stall) stalls.delete(connection)
      else if (isOver(stall, connection.draining)) cut(connection.socket)
      else {
        stalls.set(connection, stall)
        const bytes = waitingBytes(connection)
        sum += bytes
        waiting.push({ connection, looks: stall.looks, bytes })
      }
    }
    if (sum <= maxWaitingBytes) return
    for (const { connection, bytes } of waiting.sort((a, b) => b.looks - a.looks)) {
      cut(connection.socket)
      sum -= bytes
      if (sum <= maxWaitingBytes) return
    }
  }

  return () => {
    timer ??= setInterval(look, intervalMs).unref()
  }
}

/** Whether a connection waits for its peer, and since when; undefined where it waits for us. */
function findStall({ socket, inFlight, draining }: Connection, before: Stall | undefined): Stall | undefined {
  const [response] = inFlight
  if (!response) return undefined
  if (socket.writableLength === 0 && !(draining && !response.req.complete)) return undefined
  const taken = takenBytes(socket)
  if (before?.response !== response) return { response, taken, looks: 0, idleLooks: 0 }
  return {
    response,
    taken,
    looks: before.looks + 1,
    idleLooks: taken === before.taken ? before.idleLooks + 1 : 0,
  }
}

/**
 * The bytes that the system has taken. Node's own `bytesWritten` counts those that wait in this process, too, and
 * `writableLength` all of a long write until its last byte is taken. That leaves what a socket's own timeout goes
 * by, which has no public name.
 */
function takenBytes(socket: Socket): number {
  const { bytesWritten, writeQueueSize }: Record<string, unknown> = Object(Reflect.get(socket, '_handle'))
  return typeof bytesWritten === 'number' && typeof writeQueueSize === 'number'
    ? bytesWritten - writeQueueSize
    : socket.bytesWritten - socket.writableLength
}

function waitingBytes({ inFlight }: Connection): number {
  let sum = 0
  for (const response of inFlight) sum += response.writableLength
  return sum
}

/** Closes a connection; what its peer has not taken is not left to the system, where plain TCP can be reset. */
function cut(socket: Socket): void {
  const canReset = socket.remoteFamily !== undefined && !('encrypted' in socket)
  if (canReset && socket.writableLength > 0) socket.resetAndDestroy()
  else socket.destroy()
}
