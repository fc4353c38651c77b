import { setTimeout as delay } from 'node:timers/promises'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import { onTestFinished } from 'vitest'
import WebSocket from 'ws'

/** What a subscription over either transport brings. */
export interface Received {
  data?: {
    threadChanges: { kind: string; id: string; cursor: string; thread: Record<string, unknown> | null }
  }
  errors?: readonly { message: string; extensions: Record<string, unknown> }[]
}

export interface Subscription {
  /** The next result; undefined where there is none any more. Rejects with what the client rejects with. */
  next: () => Promise<Received | undefined>
  end: () => Promise<unknown>
}

export interface Transport {
  name: string
  /** Subscribes with a client of this transport that does not try again. */
  subscribe: (url: string, request: SubscriptionRequest) => Subscription
}

export interface SubscriptionRequest {
  query?: string
  variables?: Record<string, unknown>
  /** A bearer key. */
  key?: string
}

export const everyChange =
  'subscription ($ids: [ID!], $after: String) { threadChanges(ids: $ids, after: $after) { kind id cursor thread { id metadata } } }'

/** Server-Sent Events. */
export const sse: Transport = {
  name: 'Server-Sent Events',
  subscribe(url, { query = everyChange, variables = {}, key }) {
    const client = createSseClient({
      url: `${url}/graphql`,
      retryAttempts: 0,
      ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    })
    onTestFinished(() => client.dispose())
    return received(client.iterate<Received['data'] & {}>({ query, variables }))
  },
}

/** A WebSocket. */
export const ws: Transport = {
  name: 'WebSocket',
  subscribe(url, { query = everyChange, variables = {}, key }) {
    const client = createWsClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(key !== undefined && { connectionParams: { authorization: `Bearer ${key}` } }),
    })
    onTestFinished(() => client.dispose())
    return received(client.iterate({ query, variables }))
  },
}

function received(results: AsyncIterableIterator<unknown>): Subscription {
  return {
    async next() {
      const { done, value } = await results.next()
      return done ? undefined : (value as Received)
    },
    end: async () => results.return?.(),
  }
}

/** The errors that a subscription begins with: a client of WebSockets rejects with them, one of events has them as a result. */
export async function refusalOf(subscription: Subscription): Promise<unknown> {
  return subscription.next().then(
    (result) => result?.errors,
    (rejected: unknown) => rejected,
  )
}

/** Waits until a server has so many subscriptions. */
export async function untilSubscribed(url: string, count = 1, key?: string): Promise<void> {
  for (;;) {
    const headers = new Headers(key === undefined ? {} : { authorization: `Bearer ${key}` })
    const text = await (await fetch(`${url}/metrics`, { headers })).text()
    if (text.includes(`\nthreads_graphql_subscriptions ${count}\n`)) return
    await delay(5)
  }
}
