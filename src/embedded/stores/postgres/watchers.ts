import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from './connect.ts'
import { fateOf } from './failure.ts'

const CHANNEL = 'thread_changes'

/** How often, in milliseconds, we look at the log beside what notifications tell, and where there are none. */
const SLOW_POLL_MS = 1000
const FAST_POLL_MS = 100

/** The first and the longest pause, in milliseconds, before we listen again. */
const MIN_PAUSE_MS = 100
const MAX_PAUSE_MS = 5000

export interface Watchers {
  /** Calls a listener until the function that this returns is called. */
  watch: (listener: () => void) => () => void
  /** Calls the listeners of this process. */
  notify: () => void
  close: () => void
}

interface Source {
  /** Opens a connection to listen on. */
  connect: () => Promise<Connection>
  /** The position of the latest entry, after what was left pending has been published. */
  latest: () => Promise<number>
  /** What this process sends with its notifications. */
  sender: string
}

/**
 * Those who wait for changes, and what they are told by: our own publishing, notifications of the database by other
 * processes, and a look at the log, which is all there is where a database or a connection pooler has no notifications.
 */
export function createWatchers(source: Source): Watchers {
  const listeners = new Set<() => void>()
  let ended: AbortController | undefined
  let isClosed = false
  let isListening = false

  function notify(): void {
    for (const listener of listeners) listener()
  }

  /** Looks at the log again and again. */
  async function poll(signal: AbortSignal): Promise<void> {
    let known: number | undefined
    for (;;) {
      await delay(isListening ? SLOW_POLL_MS : FAST_POLL_MS, undefined, { ref: false, signal })
      const latest = await source.latest().catch(() => undefined)
      if (latest === undefined) continue
      if (latest !== known) notify()
      known = latest
    }
  }

  /** Listens, and connects again whenever the connection is lost. */
  async function listen(signal: AbortSignal): Promise<void> {
    for (let pause = MIN_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      try {
        const connection = await source.connect()
        pause = MIN_PAUSE_MS
        await listenOn(connection, signal)
      } catch (error) {
        // It has no notifications.
        if (fateOf(error) === 'refused') return
      }
      await delay(pause, undefined, { ref: false, signal })
    }
  }

  /** Resolves when the connection has ended. */
  async function listenOn(connection: Connection, signal: AbortSignal): Promise<void> {
    const { client, destroy } = connection
    const { promise, resolve } = Promise.withResolvers<void>()
    client.on('end', resolve)
    client.on('notification', ({ payload }) => {
      // Our own listeners know already.
      if (payload !== source.sender) notify()
    })
    signal.addEventListener('abort', destroy)
    try {
      if (signal.aborted) return
      await client.query(`LISTEN ${CHANNEL}`)
      isListening = true
      // There may have been changes since the connection before.
      notify()
      await promise
    } finally {
      isListening = false
      signal.removeEventListener('abort', destroy)
      destroy()
    }
  }

  function start(): void {
    ended = new AbortController()
    // Both end by the signal alone.
    listen(ended.signal).catch(() => {})
    poll(ended.signal).catch(() => {})
  }

  function stop(): void {
    ended?.abort()
    ended = undefined
  }

  return {
    notify,
    watch(listener) {
      // Each has an entry of its own, also where a function comes twice.
      const entry = () => listener()
      listeners.add(entry)
      if (!ended && !isClosed) start()
      return () => {
        if (listeners.delete(entry) && listeners.size === 0) stop()
      }
    },
    close() {
      isClosed = true
      listeners.clear()
      stop()
    },
  }
}

/** Tells other processes of new entries. A failure does no harm: they look at the log anyway. */
export const notification = {
  name: 'notify_changes',
  text: `SELECT pg_notify('${CHANNEL}', $1)`,
} as const
