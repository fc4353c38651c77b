import { createClient as createEvents } from 'graphql-sse'
import { createClient as createSocket } from 'graphql-ws'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Connect, resuming } from '../../samples/clients/resuming.ts'
import { Latest } from '../../support/clients/latest.ts'
import { serveLive } from '../../support/clients/serve-live.ts'
import { everyChange, untilSubscribed } from '../../support/subscriptions.ts'

const transports: { name: string; connectTo: (url: string) => Connect }[] = [
  {
    name: 'graphql-ws',
    connectTo: (url) => (request, sink, connected) =>
      createSocket({ url: url.replace('http', 'ws'), retryAttempts: 0, on: { connected } }).subscribe(
        request,
        sink,
      ),
  },
  {
    name: 'graphql-sse',
    connectTo: (url) => (request, sink, connected) =>
      createEvents({ url, retryAttempts: 0 }).subscribe(request, sink, { connected }),
  },
]

/** A cursor of a log that was longer. */
const expired = Buffer.from('change 1000 0').toString('base64url')

describe.each(transports)('a subscription that resumes, over $name', ({ connectTo }) => {
  /** Notes all that comes of a subscription, until the test is over. */
  function follow(endpoint: string, variables: Record<string, unknown> = {}) {
    const connections: unknown[] = []
    const seen = new Latest<unknown[]>([])
    const note = (...entry: unknown[]) => seen.set([...seen.value, ...entry])
    const connect = connectTo(endpoint)
    const subscribe = resuming(
      (request, sink, connected) => {
        connections.push(request.variables?.['after'])
        return connect(request, sink, connected)
      },
      () => note('refetch'),
    )
    const end = subscribe(
      { query: everyChange, variables },
      {
        next: ({ data, errors }) =>
          note(errors?.[0]?.extensions?.['code'] ?? Object(data?.['threadChanges']).thread?.metadata.topic),
        error: ({ message }) => note(message),
        complete: () => note('complete'),
      },
    )
    onTestFinished(end)
    return { seen, connections, end }
  }

  it('reads again where the changes since its cursor are no longer kept, and goes on', async () => {
    const { endpoint, server, create } = await serveLive()
    const { seen, connections } = follow(endpoint, { after: expired })
    await seen.until((entries) => entries.includes('refetch'))
    await untilSubscribed(server.url)
    await create('a')
    await seen.until((entries) => entries.includes('a'))
    expect(seen.value).toEqual(['refetch', 'a'])
    expect(connections).toEqual([expired, undefined])
  })

  it('has each change once, however often the connection is lost', async () => {
    const { endpoint, server, create, cut } = await serveLive()
    const { seen } = follow(endpoint)
    await untilSubscribed(server.url)
    for (const topic of ['a', 'b', 'c']) {
      await create(topic)
      await seen.until((entries) => entries.includes(topic))
      cut()
      await untilSubscribed(server.url, 0)
    }
    await create('d')
    await seen.until((entries) => entries.includes('d'))
    expect(seen.value).toEqual(['refetch', 'a', 'b', 'c', 'd'])
  })

  it('ends with an error that would come again', async () => {
    const { endpoint } = await serveLive()
    const { seen, connections } = follow(endpoint, { after: 'nonsense' })
    await seen.until((entries) => entries.includes('complete'))
    expect(seen.value).toEqual(['BAD_USER_INPUT', 'complete'])
    expect(connections).toHaveLength(1)
  })

  it('does not begin again once it is ended', async () => {
    const { endpoint, server, create, cut } = await serveLive()
    const { seen, end, connections } = follow(endpoint)
    await untilSubscribed(server.url)
    await create('a')
    await seen.until((entries) => entries.includes('a'))
    cut()
    await untilSubscribed(server.url, 0)
    end()
    // Another one begins again twice, which takes as long as this one would have waited at the most.
    const other = follow(endpoint)
    for (const count of [1, 2]) {
      await other.seen.until((entries) => entries.length === count)
      await untilSubscribed(server.url)
      cut()
      await untilSubscribed(server.url, 0)
    }
    await other.seen.until((entries) => entries.length === 3)
    expect(connections).toHaveLength(1)
  })
})
