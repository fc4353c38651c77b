import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { FromPrimary } from './messages.ts'

/**
 * Hands connections to workers, to each in its turn.
 *
 * A worker has one connection at a time to take, and says so before it reads from it. The connection stays open
 * here until then, so that it goes to another worker where the first one dies. Node's own `cluster` would forget
 * it, and its client would wait without end; and left to the system, at times all connections of a burst go to
 * one worker.
 */
export interface Dispatcher {
  /** Hands a connection out, as soon as there is a worker to take it. */
  add: (socket: Socket) => void
  /** From here on a worker gets connections. */
  join: (worker: ChildProcess) => void
  /** A worker has taken what was handed to it. */
  taken: (worker: ChildProcess) => void
  /** A worker is no more; what it has not taken goes to others. */
  leave: (worker: ChildProcess) => void
  /** Hands out all that waits, without waiting for anyone to take it; what comes later, too. */
  flush: () => void
  /** Closes what nobody will take. */
  close: () => void
}

const message: FromPrimary = { type: 'connection' }

export function createDispatcher(): Dispatcher {
  /** What each worker was handed and has not taken, in order. */
  const handed = new Map<ChildProcess, Socket[]>()
  /** Those whose turn it is to get the next one, in order. */
  let idle: ChildProcess[] = []
  let waiting: Socket[] = []
  let flushing = false

  function hand(worker: ChildProcess, socket: Socket): void {
    handed.get(worker)?.push(socket)
    // A worker that dies meanwhile is told of by `leave`.
    worker.send(message, socket, { keepOpen: true }, () => {})
  }

  function handOut(): void {
    while (waiting.length > 0) {
      const worker = idle.shift()
      if (!worker) return
      const socket = waiting.shift()
      if (socket) hand(worker, socket)
      // While flushing a worker gets as many as there are; they reach it in order, before what it is told next.
      if (flushing) idle.push(worker)
    }
  }

  return {
    add(socket) {
      waiting.push(socket)
      handOut()
    },
    join(worker) {
      handed.set(worker, [])
      idle.push(worker)
      handOut()
    },
    taken(worker) {
      handed.get(worker)?.shift()?.destroy()
      if (!handed.has(worker) || idle.includes(worker)) return
      idle.push(worker)
      handOut()
    },
    leave(worker) {
      waiting = [...(handed.get(worker) ?? []), ...waiting]
      handed.delete(worker)
      idle = idle.filter((other) => other !== worker)
      handOut()
    },
    flush() {
      flushing = true
      idle = [...handed.keys()]
      handOut()
    },
    close() {
      for (const socket of [...waiting, ...[...handed.values()].flat()]) socket.destroy()
      waiting = []
    },
  }
}
