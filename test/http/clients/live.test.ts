import { describe, expect, it } from 'vitest'
import { liveClients } from '../../support/clients/live-clients.ts'
import { serveLive } from '../../support/clients/serve-live.ts'
import { untilSubscribed } from '../../support/subscriptions.ts'

describe.each(liveClients)('$name', ({ open }) => {
  /** A client that shows one thread, of topic `a`, and what others change. */
  async function follow() {
    const live = await serveLive()
    const id = await live.create('a')
    const client = open(live.endpoint)
    await client.shown.until(({ topics, isLoading }) => topics.join() === 'a' && !isLoading)
    client.follow()
    await untilSubscribed(live.server.url)
    // Once it is connected, it reads what it shows.
    await live.queries.until((count) => count === 2)
    await client.shown.until(({ isLoading }) => !isLoading)
    const shows = (topics: string) => client.shown.until((shown) => shown.topics.join() === topics)
    return { ...live, id, shows }
  }

  it("shows another client's changes with no further request", async () => {
    const { id, create, rename, remove, shows, queries } = await follow()
    await rename(id, 'b')
    await shows('b')
    const second = await create('c')
    await shows('c,b')
    await rename(second, 'd')
    await shows('d,b')
    await remove(id)
    await shows('d')
    await remove(second)
    await shows('')
    expect(queries.value).toBe(2)
  })

  it('shows what has happened while the connection was lost, with no further request', async () => {
    const { server, id, cut, create, rename, remove, shows, queries } = await follow()
    await rename(id, 'b')
    await shows('b')
    cut()
    await untilSubscribed(server.url, 0)
    await create('c')
    await create('d')
    await remove(id)
    await shows('d,c')
    await create('e')
    await shows('e,d,c')
    expect(queries.value).toBe(2)
  })

  it('reads again what it shows when the connection was lost before the first change', async () => {
    const { server, cut, create, shows, queries } = await follow()
    cut()
    await untilSubscribed(server.url, 0)
    await create('b')
    await shows('b,a')
    expect(queries.value).toBe(3)
  })

  it('sends the key of the caller', async () => {
    const { endpoint, server } = await serveLive({ API_KEYS: 'sk-alice' })
    const client = open(endpoint, 'sk-alice')
    client.follow()
    await untilSubscribed(server.url, 1, 'sk-alice')
  })

  it('gives up where its key is refused', async () => {
    const { endpoint } = await serveLive({ API_KEYS: 'sk-alice' })
    const client = open(endpoint, 'sk-bob')
    client.follow()
    expect(String(await client.failed)).toContain('The server refused the connection')
  })
})
