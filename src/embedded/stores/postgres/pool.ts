import { setTimeout as delay } from 'node:timers/promises'
import { StoreBusyError } from '../store.ts'
import type { Connection } from './connect.ts'

/** Requests that may wait for a connection at once; the next one fails. */
const MAX_WAITING = 10_000
/** The first and the longest pause, in milliseconds, before a connection is tried again. */
const MIN_PAUSE_MS = 20
const MAX_PAUSE_MS = 1000
/** How long, in milliseconds, a connection may be unused before it is closed. */
const MAX_IDLE_MS = 60_000

export interface Pool {
  /**
   * A connection for the caller alone, until it is released.
   *
   * @param patience how long, in milliseconds, it may take. While no connection can be made, it is tried again.
   * @param failsAway whether to fail as soon as one cannot be made.
   * @throws StoreBusyError when it takes longer, or too many wait.
   */
  acquire: (patience: number, failsAway?: boolean) => Connection | Promise<Connection>
  /** @param isUsable whether others may use the connection. */
  release: (connection: Connection, isUsable: boolean) => void
  /** Closes the idle connections: they have most likely failed as well. */
  discardIdle: () => void
  /** Closes all connections, once they are released. Call when nobody will acquire one any more. */
  close: () => Promise<void>
}

interface Waiting {
  resolve: (connection: Connection) => void
  reject: (error: StoreBusyError) => void
  failsAway: boolean
}

/**
 * Keeps up to `size` connections. Connecting does not belong to the request that needed it, as in pg's own pool: a
 * request waits for whichever connection is free first, and a server that restarts costs it time alone.
 *
 * @param connect opens a connection, in bounded time.
 */
export function createPool(size: number, connect: () => Promise<Connection>): Pool {
  /** The one that was used last is used next, so that the others become old. */
  const idle: { connection: Connection; since: number }[] = []
  const waiting: Waiting[] = []
  const lost = new WeakSet<Connection>()
  const closing = new AbortController()
  /** Open or being opened. */
  let count = 0
  let connecting = 0
  /** Why the last attempt to connect failed; undefined once one has not. */
  let failure: unknown
  let whenEmpty = () => {}

  function acquire(patience: number, failsAway = false): Connection | Promise<Connection> {
    if (closing.signal.aborted) throw new Error('The store is closed.')
    const free = idle.pop()
    if (free) return free.connection
    if (waiting.length >= MAX_WAITING) throw new StoreBusyError('Too many requests wait for the database.')
    const { promise, resolve, reject } = Promise.withResolvers<Connection>()
    const entry = {
      failsAway,
      resolve(connection: Connection) {
        clearTimeout(timer)
        resolve(connection)
      },
      reject(error: StoreBusyError) {
        clearTimeout(timer)
        reject(error)
      },
    }
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(entry), 1)
      const why = failure === undefined ? 'All connections are in use' : 'The database cannot be reached'
      reject(new StoreBusyError(`${why}, for ${patience} ms.`, { cause: failure }))
    }, patience)
    waiting.push(entry)
    openMore()
    return promise
  }

  /** Opens what those who wait need. After a failure one attempt at a time is enough to see that it is over. */
  function openMore(): void {
    while (connecting < waiting.length && count < size && (failure === undefined || connecting === 0)) {
      void open()
    }
  }

  async function open(): Promise<void> {
    count++
    connecting++
    for (let pause = MIN_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      try {
        const connection = await connect()
        connecting--
        failure = undefined
        watch(connection)
        release(connection, true)
        openMore()
        return
      } catch (error) {
        failure = error
        failAway(error)
      }
      if (waiting.length === 0 || connecting > 1) break
      await delay(pause, undefined, { signal: closing.signal }).catch(() => {})
      if (waiting.length === 0) break
    }
    connecting--
    forgetOne()
  }

  function failAway(cause: unknown): void {
    for (const entry of waiting.filter(({ failsAway }) => failsAway)) {
      waiting.splice(waiting.indexOf(entry), 1)
      entry.reject(new StoreBusyError('The database cannot be reached.', { cause }))
    }
  }

  /** Lets go of a connection that is lost while nobody uses it. */
  function watch(connection: Connection): void {
    connection.client.once('end', () => {
      lost.add(connection)
      const at = idle.findIndex((entry) => entry.connection === connection)
      if (at === -1) return
      idle.splice(at, 1)
      forgetOne()
    })
  }

  function forgetOne(): void {
    count--
    if (count === 0) whenEmpty()
    openMore()
  }

  function release(connection: Connection, isUsable: boolean): void {
    if (!isUsable || lost.has(connection)) {
      connection.destroy()
      forgetOne()
      return
    }
    const next = waiting.shift()
    if (next) next.resolve(connection)
    else if (closing.signal.aborted) closeOne({ connection })
    else idle.push({ connection, since: Date.now() })
  }

  /** Closes the connections that have not been used for long. */
  function closeOld(): void {
    const before = Date.now() - MAX_IDLE_MS
    while (idle[0] && idle[0].since < before) closeOne(idle.shift())
  }

  function closeOne(entry: { connection: Connection } | undefined): void {
    if (!entry) return
    entry.connection.client.end().catch(() => {})
    forgetOne()
  }

  function discardIdle(): void {
    for (const entry of idle.splice(0)) {
      entry.connection.destroy()
      forgetOne()
    }
  }

  const cleaning = setInterval(closeOld, MAX_IDLE_MS / 2).unref()

  return {
    acquire,
    release,
    discardIdle,
    async close() {
      clearInterval(cleaning)
      closing.abort()
      const { promise, resolve } = Promise.withResolvers<void>()
      whenEmpty = resolve
      while (idle.length > 0) closeOne(idle.pop())
      if (count > 0) await promise
    },
  }
}
