import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../../../../src/embedded/stores/open.ts'
import { pairHash } from '../../../../../src/embedded/stores/pair-hash.ts'
import type { ThreadStore } from '../../../../../src/embedded/stores/store.ts'
import { allChanges } from '../../../../support/embedded/stores/changes-contract.ts'
import { getOne, opened, storedThread } from '../../../../support/embedded/stores/contract.ts'
import { newPlace } from '../../../../support/postgres/place.ts'
import { startPostgres } from '../../../../support/postgres/server.ts'

const server = await startPostgres()

const setKey = (key: string) => (metadata: string) => JSON.stringify({ ...JSON.parse(metadata), [key]: 'x' })

/** All pairs in the index of a tenant that has one thread, and those that the thread has. */
async function pairsOf(place: ReturnType<typeof newPlace>) {
  const client = await place.connect()
  const { rows } = await client.query({
    text: `SELECT ARRAY (SELECT pair FROM thread_pairs ORDER BY pair)::TEXT, ARRAY (
      SELECT unnest(pairs) FROM threads ORDER BY 1)::TEXT, metadata FROM threads`,
    rowMode: 'array',
  })
  const [indexed, own, metadata] = rows[0] ?? []
  const pairs = Object.entries<string>(JSON.parse(metadata))
  const expected = pairs.map(([key, value]) => pairHash('tenant', key, value)).sort((a, b) => a - b)
  return { indexed, own, expected: `{${expected.join()}}` }
}

describe.each([['read committed'], ['repeatable read'], ['serializable']])(
  'stores that write at once, with transactions that are %s by default',
  (isolation) => {
    async function openTwo() {
      const place = newPlace(server)
      const url = place.url.replace(
        '?options=',
        `?options=-c%20default_transaction_isolation%3D${isolation.replace(' ', '%5C%20')}%20`,
      )
      const open = () => openStore(url, { timeout: 15_000 })
      await place.connect()
      return { place, stores: [await opened({ open }), await opened({ open })] as const }
    }

    it('lose no change of metadata, and keep no pair of it in the index that was removed', async () => {
      const { place, stores } = await openTwo()
      await stores[0].create('tenant', storedThread('thread_1', { metadata: '{}' }))
      const keys = Array.from({ length: 50 }, (_, n) => `key_${n}`)
      await Promise.all(keys.map((key, n) => stores[n % 2]?.patchMetadata('tenant', 'thread_1', setKey(key))))
      const thread = await getOne(stores[0], 'thread_1')
      expect(Object.keys(JSON.parse(thread?.metadata ?? '{}')).sort()).toEqual([...keys].sort())

      const metadata = (n: number) => `{"n":"${n}","even":"${n % 2 === 0}"}`
      await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          n % 10 === 9
            ? stores[n % 2]?.replace(
                'tenant',
                storedThread('thread_1', { metadata: metadata(n), createdAt: n }),
              )
            : stores[n % 2]?.update('tenant', 'thread_1', { metadata: metadata(n) }),
        ),
      )
      const { indexed, own, expected } = await pairsOf(place)
      expect(indexed).toBe(expected)
      expect(own).toBe(expected)
    })

    it('create and delete a thread once each time, and log what they did in its order', async () => {
      const { place, stores } = await openTwo()
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, async (_, n) => {
          const store = stores[n % 2] ?? stores[0]
          const existing = await store.create('tenant', storedThread('thread_1'))
          return [existing === undefined, await store.delete('tenant', 'thread_1')]
        }),
      )
      const count = (at: number) => outcomes.filter((outcome) => outcome[at]).length
      expect(count(0)).toBe(count(1))
      expect(await getOne(stores[0], 'thread_1')).toBeUndefined()
      expect((await (await place.connect()).query('SELECT 1 FROM thread_pairs')).rowCount).toBe(0)
      for (const store of stores) await store.latestChange()
      const kinds = (await allChanges(stores[0])).map(({ kind }) => kind)
      expect(kinds).toEqual(Array.from({ length: count(0) }, () => ['created', 'deleted']).flat())
    })

    it('log each change once, with positions that have no gap and never go back', async () => {
      const { stores } = await openTwo()
      const ids = Array.from({ length: 300 }, (_, n) => `thread_${n}`)
      const seen: number[] = []
      const read = async (store: ThreadStore) => {
        const changes = await store.changes({ after: seen.at(-1) ?? 0, limit: 20 })
        seen.push(...changes.map(({ position }) => position))
      }
      const writes = Promise.all(ids.map((id, n) => stores[n % 2]?.create('tenant', storedThread(id))))
      while (seen.length < 300) await read(stores[0])
      await writes
      expect(seen).toEqual(ids.map((_, n) => n + 1))
      expect(new Set((await allChanges(stores[1])).map(({ id }) => id))).toEqual(new Set(ids))
    })
  },
)

describe('a write that waits while another one to its thread is done', () => {
  /** Has writes by two stores begin, and wait for the row of the thread; both have seen it as it was. */
  async function meet(first: (store: ThreadStore) => Promise<unknown>, second: typeof first) {
    const place = newPlace(server)
    const stores = [await opened(place), await opened(place)] as const
    const metadata = '{"of":"nobody"}'
    await stores[0].create('tenant', storedThread('thread_1', { metadata }))
    const client = await place.connect()
    await client.query("BEGIN; SELECT 1 FROM threads WHERE id = 'thread_1' FOR UPDATE")
    const writes = [first(stores[0])]
    await place.untilLocked()
    writes.push(second(stores[1]))
    await place.untilLocked(2)
    await client.query('ROLLBACK')
    return { place, outcomes: await Promise.all(writes), stores }
  }

  const update = (metadata: string) => (store: ThreadStore) =>
    store.update('tenant', 'thread_1', { metadata })

  it('leaves no pair of the other one in the index', async () => {
    const { place, outcomes } = await meet(update('{"of":"one"}'), update('{"of":"two"}'))
    expect(outcomes).toMatchObject([{ metadata: '{"of":"one"}' }, { metadata: '{"of":"two"}' }])
    const { indexed, own, expected } = await pairsOf(place)
    expect([indexed, own]).toEqual([expected, expected])
  })

  it('loses nothing of the other one by a patch', async () => {
    const patch = (key: string) => (store: ThreadStore) =>
      store.patchMetadata('tenant', 'thread_1', setKey(key))
    const { place, stores } = await meet(patch('one'), patch('two'))
    const metadata = (await getOne(stores[0], 'thread_1'))?.metadata ?? '{}'
    expect(Object.keys(JSON.parse(metadata)).sort()).toEqual(['of', 'one', 'two'])
    const { indexed, expected } = await pairsOf(place)
    expect(indexed).toBe(expected)
  })

  it('replaces all of the other one', async () => {
    const replace = (store: ThreadStore) =>
      store.replace('tenant', storedThread('thread_1', { createdAt: 5, metadata: '{"of":"two"}' }))
    const { place } = await meet(update('{"of":"one"}'), replace)
    const { indexed, expected } = await pairsOf(place)
    expect(indexed).toBe(expected)
  })

  it('deletes all of it', async () => {
    const remove = (store: ThreadStore) => store.delete('tenant', 'thread_1')
    const { place, outcomes } = await meet(update('{"of":"one"}'), remove)
    expect(outcomes).toMatchObject([{ metadata: '{"of":"one"}' }, true])
    expect((await (await place.connect()).query('SELECT 1 FROM thread_pairs')).rowCount).toBe(0)
  })

  it('does nothing where the other one has deleted it', async () => {
    const remove = (store: ThreadStore) => store.delete('tenant', 'thread_1')
    const { place, outcomes, stores } = await meet(remove, update('{"of":"two"}'))
    expect(outcomes).toEqual([true, undefined])
    expect(await stores[1].latestChange()).toBe(2)
    expect((await (await place.connect()).query('SELECT 1 FROM thread_pairs')).rowCount).toBe(0)
  })
})

describe('publishing changes', () => {
  it('goes on behind what another process has published while it waited for its turn', async () => {
    const place = newPlace(server)
    const store = await opened(place)
    const client = await place.connect()
    await client.query('BEGIN; SELECT latest FROM change_counter FOR UPDATE')
    await store.create('tenant', storedThread('thread_1'))
    await place.untilLocked()
    await client.query(
      `INSERT INTO thread_changes VALUES (1, 'other', 0, 'created', 'thread_0');
       UPDATE change_counter SET latest = 1; COMMIT`,
    )
    while ((await store.latestChange()) < 2) await new Promise(setImmediate)
    expect((await allChanges(store)).map(({ position, id }) => [position, id])).toEqual([
      [1, 'thread_0'],
      [2, 'thread_1'],
    ])
  })

  it('is done by others where a process has ended before it', async () => {
    const place = newPlace(server)
    const store = await opened(place)
    const client = await place.connect()
    const leave = (id: string) =>
      client.query(
        `INSERT INTO pending_changes (tenant, at_ms, kind, id) VALUES ('tenant', 0, 'created', '${id}')`,
      )
    await leave('thread_1')
    expect(await store.latestChange()).toBe(1)
    await leave('thread_2')
    while ((await allChanges(store)).length < 2) await new Promise(setImmediate)
    let wake = () => {}
    onTestFinished(store.watchChanges(() => wake()))
    await leave('thread_3')
    while ((await allChanges(store)).length < 3) await new Promise<void>((resolve) => (wake = resolve))
  })

  it('takes what was committed late, with an id from long before', async () => {
    const place = newPlace(server)
    const store = await opened(place)
    const client = await place.connect()
    await client.query(
      "BEGIN; INSERT INTO pending_changes (tenant, at_ms, kind, id) VALUES ('tenant', 0, 'created', 'late')",
    )
    await store.create('tenant', storedThread('thread_1'))
    expect(await store.latestChange()).toBe(1)
    await client.query('COMMIT')
    expect(await store.latestChange()).toBe(2)
    expect((await allChanges(store)).map(({ id }) => id)).toEqual(['thread_1', 'late'])
  })
})

describe('ten stores that are opened at once', () => {
  it('on an empty database make one schema, and all of them are open', async () => {
    const place = newPlace(server)
    await place.connect()
    const stores = await Promise.all(Array.from({ length: 10 }, () => opened(place)))
    await Promise.all(stores.map((store, n) => store.create('tenant', storedThread(`thread_${n}`))))
    for (const store of stores) expect(await store.count('tenant', {})).toBe(10)
    const { rows } = await (await place.connect()).query('SELECT version FROM thread_store_version')
    expect(rows).toEqual([{ version: '1' }])
  })
})

describe('a store that is opened while another process creates its tables', () => {
  it('waits for that, and is open then', async () => {
    const place = newPlace(server)
    const client = await place.connect()
    await client.query(
      'BEGIN; CREATE TABLE thread_store_version (one BIGINT PRIMARY KEY, version BIGINT NOT NULL)',
    )
    const opening = opened(place)
    await place.untilLocked()
    await client.query('COMMIT')
    expect(await (await opening).create('tenant', storedThread('thread_1'))).toBeUndefined()
  })
})

describe('a store that is closed', () => {
  it('has ended its connections', async () => {
    const place = newPlace(server)
    const store = await place.open({ poolSize: 3 })
    const stop = store.watchChanges(() => {})
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => store.create('tenant', storedThread(id))))
    stop()
    store.watchChanges(() => {})
    await store.close()
    const client = await place.connect()
    const open = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'threads-graphql'`
    while (((await client.query(open)).rowCount ?? 0) > 0) await new Promise(setImmediate)
  })
})
