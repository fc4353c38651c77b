import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Change, ChangePosition } from '../../../../src/core/change-source.ts'
import { createChangeFeed } from '../../../../src/embedded/changes/feed.ts'
import { openStore } from '../../../../src/embedded/stores/open.ts'
import type { StoreOptions, ThreadStore } from '../../../../src/embedded/stores/store.ts'
import { tenantOf } from '../../../../src/embedded/tenant.ts'
import { storedThread } from '../../../support/embedded/stores/contract.ts'

const nobody = tenantOf(null)

/** A feed of a store in memory, which `around` may put something before. */
async function openFeed(
  around: (store: ThreadStore) => Partial<ThreadStore> = () => ({}),
  options?: StoreOptions,
) {
  const opened = await openStore('file::memory:', options)
  onTestFinished(() => opened.close())
  const store = { ...opened, ...around(opened) }
  const failures: unknown[] = []
  const feed = createChangeFeed(store, (cause) => failures.push(cause))
  onTestFinished(feed.close)
  return {
    ...feed,
    store,
    failures,
    create: (id: string, metadata = '{}') => opened.create(nobody, storedThread(id, { metadata })),
    position: () => opened.latestChange(),
    /** The place of an entry in the log. */
    async positionAt(position: number): Promise<ChangePosition> {
      const [entry] = await opened.changes({ after: position - 1, limit: 1 })
      return { position, at: entry?.at ?? 0 }
    },
  }
}

async function take(changes: AsyncIterator<Change>, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) ids.push((await changes.next()).value.id)
  return ids
}

const idsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, n) => `thread_${first + n}`)

describe('a feed of changes', () => {
  it('gives each change once, in its order, to one who comes back while others write', async () => {
    // As over a network: others write between any two steps.
    const { follow, create, positionAt } = await openFeed((store) => ({
      async changes(query) {
        await delay(query.tenant === undefined ? 0 : 3)
        const changes = await store.changes(query)
        await delay(3)
        return changes
      },
      async latestChange() {
        await delay(3)
        const latest = await store.latestChange()
        await delay(1)
        return latest
      },
    }))
    await create('thread_0')
    const writing = (async () => {
      for (const id of idsFrom(1, 400)) {
        await create(id)
        if (id.endsWith('7')) await delay(2)
      }
    })()
    const seen: string[] = []
    let after = await positionAt(1)
    while (seen.length < 400) {
      // It leaves after some, and comes back with the cursor of the last.
      const changes = await follow(null, { after })
      for (let n = 0; n < 110 && seen.length < 400; n++) {
        const { value } = await changes.next()
        seen.push(value.id)
        after = value
      }
      await changes.return?.()
    }
    await writing
    expect(seen).toEqual(idsFrom(1, 400))
  })

  it('ends one who takes nothing, and says that it may come back', async () => {
    const { follow, create } = await openFeed()
    const [slow, quick] = [await follow(null, {}), await follow(null, {})]
    const taken = take(quick, 1500)
    for (const id of idsFrom(0, 1500)) await create(id)
    expect(await taken).toEqual(idsFrom(0, 1500))
    await expect(slow.next()).rejects.toMatchObject({ reason: 'too slow' })
  })

  it('ends one who takes nothing earlier where the threads are large', async () => {
    const { follow, create } = await openFeed()
    const [slow, quick] = [await follow(null, {}), await follow(null, {})]
    const large = JSON.stringify({ a: 'x'.repeat(20_000) })
    const taken = take(quick, 60)
    for (const id of idsFrom(0, 60)) await create(id, large)
    await taken
    await expect(slow.next()).rejects.toMatchObject({ reason: 'too slow' })
  })

  it('gives one who comes back as much as it has missed, however large and however slowly it takes it', async () => {
    const { follow, create, positionAt } = await openFeed()
    await create('thread_0')
    const large = JSON.stringify({ a: 'x'.repeat(20_000) })
    for (const id of idsFrom(1, 200)) await create(id, large)
    const changes = await follow(null, { after: await positionAt(1) })
    await delay(20)
    expect(await take(changes, 200)).toEqual(idsFrom(1, 200))
  })

  it('goes on to the end of the log, however much was written at once', async () => {
    const { follow, create } = await openFeed()
    const changes = await follow(null, {})
    const taken = take(changes, 1200)
    await Promise.all(idsFrom(0, 1200).map((id) => create(id)))
    expect(await taken).toEqual(idsFrom(0, 1200))
  })

  it('reads the log once for all', async () => {
    let reads = 0
    const { follow, create } = await openFeed((store) => ({
      changes(query) {
        reads++
        return store.changes(query)
      },
    }))
    const followers = await Promise.all(Array.from({ length: 100 }, () => follow(null, {})))
    const taken = followers.map((it) => take(it, 1))
    await create('thread_0')
    expect(await Promise.all(taken)).toEqual(followers.map(() => ['thread_0']))
    expect(reads).toBeLessThan(5)
  })

  it('goes on by itself after the store could not be read, and reports that once', async () => {
    let isAway = false
    const { follow, create, failures } = await openFeed((store) => ({
      changes: async (query) => {
        if (isAway) throw new Error('away')
        return store.changes(query)
      },
    }))
    const changes = await follow(null, {})
    await create('thread_0')
    await take(changes, 1)
    isAway = true
    const next = take(changes, 1)
    await create('thread_1')
    while (failures.length === 0) await delay(5)
    await delay(700)
    isAway = false
    expect(await next).toEqual(['thread_1'])
    expect(failures).toMatchObject([{ message: 'away' }])
  })

  it('refuses one who was away for longer than changes are kept', async () => {
    const { follow, create, position } = await openFeed(undefined, { changesKept: 50 })
    await create('thread_0')
    const early = await position()
    await create('thread_1')
    for (;;) {
      const outcome = await follow(null, { after: { position: early - 1, at: 0 } }).catch(
        (error: unknown) => error,
      )
      if (outcome instanceof Error) {
        expect(outcome).toMatchObject({ reason: 'expired' })
        break
      }
      await delay(10)
    }
  })

  it('refuses one whose position is of another log, though this one is as long', async () => {
    const [old, other] = [await openFeed(), await openFeed()]
    for (const { create } of [old, other]) {
      for (const id of idsFrom(0, 3)) await create(id)
      await delay(2)
    }
    const after = await old.positionAt(2)
    expect(await take(await old.follow(null, { after }), 1)).toEqual(['thread_2'])
    await expect(other.follow(null, { after })).rejects.toMatchObject({ reason: 'expired' })
  })

  it('ends everybody when it is closed, those who catch up included, and takes nobody new', async () => {
    const { follow, create, close, positionAt } = await openFeed()
    for (const id of idsFrom(0, 200)) await create(id)
    const [live, behind] = [await follow(null, {}), await follow(null, { after: await positionAt(1) })]
    const next = live.next()
    await behind.next()
    close()
    await expect(next).rejects.toMatchObject({ reason: 'closing' })
    const rest = async () => {
      for (;;) await behind.next()
    }
    await expect(rest()).rejects.toMatchObject({ reason: 'closing' })
    await expect(follow(null, {})).rejects.toMatchObject({ reason: 'closing' })
  })

  it('watches the store while there is somebody, and no longer', async () => {
    let watching = 0
    const { follow } = await openFeed((store) => ({
      watchChanges(listener) {
        watching++
        const stop = store.watchChanges(listener)
        return () => {
          watching--
          stop()
        }
      },
    }))
    const [one, two] = [await follow(null, {}), await follow('Bearer other', {})]
    expect(watching).toBe(1)
    await one.return?.()
    expect(watching).toBe(1)
    await two.return?.()
    expect(watching).toBe(0)
    const again = await follow(null, {})
    expect(watching).toBe(1)
    await again.return?.()
    expect(watching).toBe(0)
  })
})
