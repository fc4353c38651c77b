import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  ChangesExpiredError,
  type StoredChange,
  type ThreadStore,
} from '../../../../src/embedded/stores/store.ts'
import { opened, type Place, storedThread } from './contract.ts'

/** Reads the log to its end. */
export async function allChanges(store: ThreadStore, tenant?: string, after = 0): Promise<StoredChange[]> {
  const changes: StoredChange[] = []
  for (;;) {
    const page = await store.changes({ after, tenant, limit: 100 })
    changes.push(...page)
    const last = page.at(-1)
    if (!last) return changes
    after = last.position
  }
}

/** Waits until the log has so many entries. */
async function untilLogged(store: ThreadStore, count: number, tenant?: string): Promise<StoredChange[]> {
  for (;;) {
    const changes = await allChanges(store, tenant)
    if (changes.length >= count) return changes
    await delay(5)
  }
}

const brief = (changes: readonly StoredChange[]) => changes.map(({ kind, id }) => `${kind} ${id}`)

/** What every store tells of what was written to it. */
export function testChanges(name: string, newPlace: () => Place): void {
  describe(`${name}: the change log`, () => {
    it('has each write that changed something, in its order, for the tenant that it was for', async () => {
      const store = await opened(newPlace())
      expect(await store.latestChange()).toBe(0)
      expect(await store.changes({ after: 0, limit: 10 })).toEqual([])

      await store.create('tenant', storedThread('thread_1'))
      await store.create('tenant', storedThread('thread_1'))
      await store.update('tenant', 'thread_1', { metadata: '{}' })
      await store.create('other', storedThread('thread_1'))
      await store.patchMetadata('tenant', 'thread_1', () => '{"a":"b"}')
      await store.patchMetadata('tenant', 'missing', () => '{}')
      await store.update('tenant', 'missing', {})
      await store.replace('tenant', storedThread('thread_2'))
      await store.replace('tenant', storedThread('thread_1'))
      await store.delete('tenant', 'thread_1')
      await store.delete('tenant', 'thread_1')

      const own = [
        'created thread_1',
        'updated thread_1',
        'updated thread_1',
        'created thread_2',
        'updated thread_1',
        'deleted thread_1',
      ]
      expect(brief(await untilLogged(store, 6, 'tenant'))).toEqual(own)
      expect(brief(await untilLogged(store, 1, 'other'))).toEqual(['created thread_1'])
      const all = await untilLogged(store, 7)
      expect(all).toHaveLength(7)
      expect(all.map(({ position }) => position)).toEqual(
        all.map(({ position }) => position).toSorted((a, b) => a - b),
      )
      expect(await store.latestChange()).toBe(all.at(-1)?.position)
    })

    it('does not have what failed', async () => {
      const store = await opened(newPlace())
      await store.create('tenant', storedThread('thread_1'))
      const refused = () => {
        throw new RangeError('too many')
      }
      await expect(store.patchMetadata('tenant', 'thread_1', refused)).rejects.toThrow(RangeError)
      await store.create('tenant', storedThread('thread_2'))
      expect(brief(await untilLogged(store, 2))).toEqual(['created thread_1', 'created thread_2'])
    })

    it('goes on behind any of its positions, page by page', async () => {
      const store = await opened(newPlace())
      for (let n = 0; n < 5; n++) await store.create('tenant', storedThread(`thread_${n}`))
      const all = await untilLogged(store, 5)
      for (const [n, { position }] of all.entries()) {
        expect(await store.changes({ after: position, limit: 2 })).toEqual(all.slice(n + 1, n + 3))
        expect(await store.changes({ after: position, tenant: 'tenant', limit: 2 })).toEqual(
          all.slice(n + 1, n + 3),
        )
      }
    })

    it('never has an entry before one that was seen', async () => {
      const store = await opened(newPlace())
      const ids = Array.from({ length: 200 }, (_, n) => `thread_${n}`)
      const writes = Promise.all(ids.map((id, n) => store.create(`tenant ${n % 3}`, storedThread(id))))
      const seen: StoredChange[] = []
      while (seen.length < 200) {
        seen.push(...(await store.changes({ after: seen.at(-1)?.position ?? 0, limit: 7 })))
        await delay(1)
      }
      await writes
      expect(seen).toEqual(await allChanges(store))
    })

    it('wakes those who watch, until they watch no more', async () => {
      const store = await opened(newPlace())
      let calls = 0
      const woken = Promise.withResolvers<void>()
      const stop = store.watchChanges(() => {
        calls++
        woken.resolve()
      })
      await store.create('tenant', storedThread('thread_1'))
      await woken.promise
      stop()
      const before = calls
      await store.create('tenant', storedThread('thread_2'))
      await untilLogged(store, 2)
      await delay(30)
      expect(calls).toBe(before)
    })

    it('forgets what is older than it keeps, and refuses to go on from there', async () => {
      const store = await opened(newPlace(), { changesKept: 100 })
      await store.create('tenant', storedThread('thread_1'))
      const [first] = await untilLogged(store, 1)
      const isKept = () =>
        store.changes({ after: 0, limit: 1 }).then(
          () => true,
          () => false,
        )
      while (await isKept()) await delay(10)
      await expect(store.changes({ after: 0, limit: 1 })).rejects.toBeInstanceOf(ChangesExpiredError)
      expect(await store.changes({ after: first?.position ?? 0, limit: 1 })).toEqual([])
      expect(await store.latestChange()).toBe(first?.position)
    })

    it('refuses a position that it does not have yet', async () => {
      const store = await opened(newPlace())
      await store.create('tenant', storedThread('thread_1'))
      await untilLogged(store, 1)
      const after = (await store.latestChange()) + 1
      await expect(store.changes({ after, limit: 1 })).rejects.toBeInstanceOf(ChangesExpiredError)
    })
  })
}

/** What it tells where two stores are open on it. */
export function testSharedChanges(name: string, newPlace: () => Place): void {
  describe(`${name}: the change log of two stores`, () => {
    it('is one, and each is woken by what the other writes', async () => {
      const place = newPlace()
      const [mine, other] = [await opened(place), await opened(place)]
      const woken = Promise.withResolvers<void>()
      const stop = mine.watchChanges(() => woken.resolve())
      await other.create('tenant', storedThread('thread_1'))
      await woken.promise
      stop()
      expect(brief(await untilLogged(mine, 1))).toEqual(['created thread_1'])
      await mine.delete('tenant', 'thread_1')
      expect(await untilLogged(other, 2)).toEqual(await untilLogged(mine, 2))
    })
  })
}
