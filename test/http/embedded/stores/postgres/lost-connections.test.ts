import { describe, expect, it } from 'vitest'
import { openStore } from '../../../../../src/embedded/stores/open.ts'
import type { StoreOptions, ThreadStore } from '../../../../../src/embedded/stores/store.ts'
import { allChanges } from '../../../../support/embedded/stores/changes-contract.ts'
import { getOne, opened, storedThread } from '../../../../support/embedded/stores/contract.ts'
import { outcomeOf } from '../../../../support/postgres/outcome.ts'
import { newPlace, urlOf } from '../../../../support/postgres/place.ts'
import { startPostgres } from '../../../../support/postgres/server.ts'
import { type Fault, startWireProxy } from '../../../../support/postgres/wire-proxy.ts'

const server = await startPostgres()

/** A store behind a proxy, another one beside it, and a thread in both. */
async function openBehindProxy(options?: StoreOptions) {
  const place = newPlace(server)
  const direct = await opened(place)
  const proxy = await startWireProxy(server.port)
  const url = urlOf(proxy.port, { schema: place.schema })
  const store = await opened({ open: () => openStore(url, options) })
  await store.create('tenant', storedThread('thread_1'))
  return { place, direct, proxy, store }
}

/** The change log of a store once it has so many entries, and a little later: there must be no more. */
async function settledChanges(store: ThreadStore, count: number): Promise<string[]> {
  while ((await store.latestChange()) < count) await new Promise(setImmediate)
  return (await allChanges(store)).map(({ kind, id }) => `${kind} ${id}`)
}

const writes = {
  insert_thread: (store: ThreadStore) => store.create('tenant', storedThread('thread_2')),
  update_thread: (store: ThreadStore) => store.update('tenant', 'thread_1', { metadata: '{"a":"b"}' }),
  replace_thread: (store: ThreadStore) => store.replace('tenant', storedThread('thread_2')),
  delete_thread: (store: ThreadStore) => store.delete('tenant', 'thread_1'),
}

const changeOf = {
  insert_thread: 'created thread_2',
  update_thread: 'updated thread_1',
  replace_thread: 'created thread_2',
  delete_thread: 'deleted thread_1',
}

const statements = ['insert_thread', 'update_thread', 'replace_thread', 'delete_thread'] as const
const afterwards: Fault[] = ['cut after', 'stall after']
const beforehand: Fault[] = ['cut before', 'stall before']

describe('a write whose connection is lost', () => {
  it.each(statements.flatMap((name) => beforehand.map((fault) => [name, fault] as const)))(
    '(%s, %s it reached the server) has an unknown outcome, and was not done',
    async (name, fault) => {
      const { direct, proxy, store } = await openBehindProxy({ timeout: 1000 })
      proxy.inject(name, fault)
      expect(await outcomeOf(writes[name](store))).toBe('unknown')
      expect(await getOne(direct, 'thread_1')).toEqual(storedThread('thread_1'))
      expect(await settledChanges(direct, 1)).toEqual(['created thread_1'])
      proxy.heal()
      expect(await outcomeOf(writes[name](store))).toBe('done')
    },
  )

  it.each(statements.flatMap((name) => afterwards.map((fault) => [name, fault] as const)))(
    '(%s, %s the server did it) has an unknown outcome, and was done once',
    async (name, fault) => {
      const { direct, proxy, store } = await openBehindProxy({ timeout: 1000 })
      proxy.inject(name, fault)
      expect(await outcomeOf(writes[name](store))).toBe('unknown')
      proxy.heal()
      expect(await settledChanges(direct, 2)).toEqual(['created thread_1', changeOf[name]])
    },
  )

  it('was not done where there was no connection', async () => {
    const { direct, proxy, store } = await openBehindProxy({ timeout: 1000 })
    await proxy.close()
    expect(await outcomeOf(store.check())).toBe('busy')
    expect(await outcomeOf(store.delete('tenant', 'thread_1'))).toBe('busy')
    await proxy.open()
    expect(await getOne(direct, 'thread_1')).toEqual(storedThread('thread_1'))
    await store.check()
    expect(await store.delete('tenant', 'thread_1')).toBe(true)
  })

  it('waits for a connection, and is done, where the database comes back in time', async () => {
    const { proxy, store } = await openBehindProxy()
    await proxy.close()
    expect(await outcomeOf(store.check())).toBe('busy')
    const write = store.update('tenant', 'thread_1', { metadata: '{}' })
    const read = getOne(store, 'thread_1')
    expect(await outcomeOf(store.check())).toBe('busy')
    await proxy.open()
    expect(await write).toMatchObject({ metadata: '{}' })
    expect(await read).toMatchObject({ id: 'thread_1' })
  })

  it('is not done twice by a patch', async () => {
    const { direct, proxy, store } = await openBehindProxy()
    let patches = 0
    const patch = () => `{"n":"${++patches}"}`
    proxy.inject('update_thread', 'cut after')
    expect(await outcomeOf(store.patchMetadata('tenant', 'thread_1', patch))).toBe('unknown')
    proxy.heal()
    expect(patches).toBe(1)
    expect((await getOne(direct, 'thread_1'))?.metadata).toBe('{"n":"1"}')
  })
})

describe('a read whose connection is lost', () => {
  it.each(['cut before', 'cut after'] as const)(
    '(%s the server had it) is done by another one',
    async (fault) => {
      const { proxy, store } = await openBehindProxy()
      proxy.inject('select_thread', fault)
      const read = getOne(store, 'thread_1')
      await proxy.met()
      proxy.heal()
      expect(await read).toEqual(storedThread('thread_1'))
    },
  )

  it('fails as busy where all are lost, and where there is no response', async () => {
    const { proxy, store } = await openBehindProxy({ timeout: 1000 })
    for (const fault of ['cut before', 'stall after'] as const) {
      proxy.inject('select_thread', fault)
      expect(await outcomeOf(getOne(store, 'thread_1'))).toBe('busy')
      proxy.heal()
      expect(await outcomeOf(getOne(store, 'thread_1'))).toBe('done')
    }
  })
})

describe('a server that is gone without a word', () => {
  it('costs one request its time, and not one for each connection', async () => {
    const { proxy, store } = await openBehindProxy({ timeout: 1000, poolSize: 4 })
    const read = () => getOne(store, 'thread_1')
    await Promise.all(Array.from({ length: 50 }, read))
    await store.latestChange()
    proxy.freeze()
    expect(await outcomeOf(read())).toBe('busy')
    const startedAt = performance.now()
    expect(await Promise.all(Array.from({ length: 4 }, () => outcomeOf(read())))).not.toContain('busy')
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })
})

describe('changes', () => {
  it.each(['cut before', 'cut after'] as const)(
    'are in the log once where the connection that publishes them is lost (%s)',
    async (fault) => {
      const { direct, proxy, store } = await openBehindProxy()
      await settledChanges(direct, 1)
      proxy.inject('publish_changes', fault)
      await store.update('tenant', 'thread_1', { metadata: '{}' })
      await proxy.met()
      proxy.heal()
      await store.delete('tenant', 'thread_1')
      const expected = ['created thread_1', 'updated thread_1', 'deleted thread_1']
      expect(await settledChanges(direct, 3)).toEqual(expected)
    },
  )

  it('wake those who watch where notifications get lost', async () => {
    const { direct, proxy, store } = await openBehindProxy()
    proxy.inject('LISTEN', 'cut before')
    const woken: number[] = []
    let wake = () => {}
    const stop = store.watchChanges(async () => {
      const latest = await direct.latestChange()
      woken.push(latest)
      wake()
    })
    await proxy.met()
    await direct.delete('tenant', 'thread_1')
    while (woken.at(-1) !== 2) await new Promise<void>((resolve) => (wake = resolve))
    stop()
  })

  it('wake those who watch once the connection that listens was lost and made again', async () => {
    const { place, direct, proxy, store } = await openBehindProxy()
    const client = await place.connect()
    const listening = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"
    let wake = () => {}
    const stop = store.watchChanges(() => wake())
    const woken = () => new Promise<void>((resolve) => (wake = resolve))
    await woken()
    const isListening = async () => (await client.query(listening)).rowCount === 1
    while (!(await isListening())) await new Promise(setImmediate)
    await proxy.close()
    while (await isListening()) await new Promise(setImmediate)
    await proxy.open()
    while (!(await isListening())) await new Promise(setImmediate)
    const next = woken()
    await direct.delete('tenant', 'thread_1')
    await next
    stop()
  })
})
