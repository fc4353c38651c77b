import { type ApolloClient, CombinedGraphQLErrors } from '@apollo/client'
import type { Client as WebSocketClient } from 'graphql-ws'
import { ThreadChangesDocument } from './gql/graphql.ts'
import type { ThreadChange, ThreadUpdates } from './thread-updates.ts'

/**
 * Whether this page is told of changes:
 * - `connecting`: not yet
 * - `live`: it is
 * - `offline`: it was not for a while, and tries again
 * - `unsupported`: the server's upstream does not tell of changes
 */
export type LiveState = 'connecting' | 'live' | 'offline' | 'unsupported'

export interface Live {
  state: () => LiveState
  /** Calls a listener when the state changes. Returns what ends this. */
  watch: (listener: () => void) => () => void
}

/** Milliseconds after which a subscription has begun: the protocol says only that one was refused. */
const beginsWithin = 1000
/** Milliseconds for which changes are collected: many at once are one update of the page. */
const collectedFor = 30
/** Milliseconds before a connection is tried again, at first and at most. */
const [firstRetry, longestRetry] = [200, 5_000]

/**
 * Follows the changes of all threads for as long as the page is open. After a break it goes on behind the last change;
 * where it cannot, what is shown is read again.
 */
export function followThreads(client: ApolloClient, socket: WebSocketClient, updates: ThreadUpdates): Live {
  const listeners = new Set<() => void>()
  let state: LiveState = 'connecting'
  let cursor: string | undefined
  /** Whether something may have changed that no change will tell of: between a read and the beginning, for instance. */
  let isMissing = true
  let failures = 0
  let beginning: ReturnType<typeof setTimeout> | undefined
  let retrying: ReturnType<typeof setTimeout> | undefined
  let collecting: ReturnType<typeof setTimeout> | undefined
  let collected: ThreadChange[] = []

  function enter(next: LiveState): void {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }

  function connect(): void {
    clearTimeout(retrying)
    retrying = undefined
    isMissing ||= cursor === undefined
    let failure: unknown
    client
      .subscribe({
        query: ThreadChangesDocument,
        variables: { after: cursor ?? null },
        // The cache may have a newer state of a thread than a change has.
        fetchPolicy: 'no-cache',
      })
      .subscribe({
        next({ data, error }) {
          if (data) collect(data.threadChanges)
          else failure = error
        },
        complete: () => onEnd(failure),
      })
  }

  function onBegin(): void {
    clearTimeout(beginning)
    failures = 0
    enter('live')
    if (!isMissing) return
    isMissing = false
    updates.readAgain()
  }

  function collect(change: ThreadChange): void {
    if (state !== 'live') onBegin()
    collected.push(change)
    collecting ??= setTimeout(applyCollected, collectedFor)
  }

  function applyCollected(): void {
    clearTimeout(collecting)
    collecting = undefined
    updates.apply(collected)
    cursor = collected.at(-1)?.cursor ?? cursor
    collected = []
  }

  function onEnd(failure: unknown): void {
    clearTimeout(beginning)
    applyCollected()
    const code = CombinedGraphQLErrors.is(failure) ? failure.errors[0]?.extensions?.['code'] : undefined
    // A server that knows nothing of the subscription, or of the cursor, says that the input is bad.
    const isRefused = code === 'BAD_USER_INPUT' || code === 'CHANGES_EXPIRED'
    if (code === 'UNSUPPORTED_BY_UPSTREAM' || (isRefused && cursor === undefined)) {
      enter('unsupported')
      return
    }
    if (isRefused) cursor = undefined
    failures++
    // The first try after a restart often comes too early, and that is nothing to tell the user.
    if (failures > 1) enter('offline')
    // Not all pages at the same moment.
    const delay = Math.min(firstRetry * 2 ** (failures - 1), longestRetry) * (0.5 + Math.random() / 2)
    retrying = setTimeout(connect, delay)
  }

  function connectNow(): void {
    if (retrying !== undefined) connect()
  }

  socket.on('connected', () => {
    beginning = setTimeout(onBegin, beginsWithin)
  })
  addEventListener('online', connectNow)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connectNow()
  })
  connect()

  return {
    state: () => state,
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
