import { createClient } from 'graphql-sse'
import { describe, expect, it, onTestFinished } from 'vitest'
import { resuming } from '../../samples/clients/resuming.ts'
import { Latest } from '../clients/latest.ts'
import { serveLive } from '../clients/serve-live.ts'
import { everyChange, refusalOf, sse, untilSubscribed } from '../subscriptions.ts'
import { serveUsers } from './users.ts'

/**
 * What holds for subscriptions through a gateway that passes them on.
 *
 * @param serve serves the graph of these endpoints, by their names, until the test is over; resolves to its endpoint.
 */
export function describeSubscriptions(serve: (endpoints: Record<string, string>) => Promise<string>): void {
  async function serveGraph() {
    const live = await serveLive()
    const endpoint = await serve({ threads: live.endpoint, users: await serveUsers([]) })
    return { ...live, gateway: endpoint.replace('/graphql', '') }
  }

  describe('a subscription', () => {
    it("brings each caller the changes of the caller's own threads", async () => {
      const { server, gateway } = await serveGraph()
      const keys = ['sk-alice', 'sk-bob']
      const changes = keys.map((key) => sse.subscribe(gateway, { key }).next())
      await untilSubscribed(server.url, 2)
      for (const key of keys.toReversed()) {
        const mutation = `mutation { createThread(metadata: { of: "${key}" }) { id } }`
        await server.query(mutation, {}, { authorization: `Bearer ${key}` })
      }
      expect(await Promise.all(changes)).toMatchObject(
        keys.map((of) => ({ data: { threadChanges: { kind: 'CREATED', thread: { metadata: { of } } } } })),
      )
    })

    it('ends at the server when the client leaves', async () => {
      const { server, gateway, create } = await serveGraph()
      const subscription = sse.subscribe(gateway, {})
      const change = subscription.next()
      await untilSubscribed(server.url)
      await create('a')
      await change
      await subscription.end()
      await untilSubscribed(server.url, 0)
    })

    it.each([
      ['nonsense', { code: 'BAD_USER_INPUT', argument: 'after' }],
      [Buffer.from('change 1000 0').toString('base64url'), { code: 'CHANGES_EXPIRED' }],
    ])('that is refused has the error with its code (after %s)', async (after, extensions) => {
      const { gateway } = await serveGraph()
      const error = await refusalOf(sse.subscribe(gateway, { variables: { after } }))
      expect(error).toMatchObject([{ extensions }])
    })

    it('goes on behind the last change when the gateway has lost the server', async () => {
      const { server, gateway, create, cut } = await serveGraph()
      const events = createClient({ url: `${gateway}/graphql`, retryAttempts: 0 })
      const seen = new Latest<unknown[]>([])
      const note = (entry: unknown) => seen.set([...seen.value, entry])
      const subscribe = resuming(
        (request, sink, connected) => events.subscribe(request, sink, { connected }),
        () => {},
      )
      const end = subscribe(
        { query: everyChange },
        {
          next: ({ data }) => note(Object(data?.['threadChanges']).thread.metadata.topic),
          error: note,
          complete: () => note('complete'),
        },
      )
      onTestFinished(end)
      await untilSubscribed(server.url)
      await create('a')
      await seen.until((topics) => topics.length === 1)
      cut()
      await untilSubscribed(server.url, 0)
      await create('b')
      await seen.until((topics) => topics.length === 2)
      expect(seen.value).toEqual(['a', 'b'])
    })
  })
}
