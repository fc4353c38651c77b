import { describe, expect, it } from 'vitest'
import { StoreBusyError } from '../../../../src/embedded/stores/store.ts'
import { getOne, opened, type Place, storedThread } from './contract.ts'

/** One that keeps what was written, and that several stores can be open on. */
export interface DurablePlace extends Place {
  /** Keeps all writes waiting, as another process can, until the function that it resolves with is called. */
  lock: () => Promise<() => Promise<void>>
}

/** What a store does besides where it keeps what was written. */
export function testDurableStore(name: string, newPlace: () => DurablePlace): void {
  describe(`${name}: what was written`, () => {
    it('is there after the store was closed and opened again', async () => {
      const place = newPlace()
      const first = await opened(place)
      await first.create('tenant', storedThread('thread_1'))
      await first.update('tenant', 'thread_1', { toolResources: '{"n":1}' })
      await first.create('tenant', storedThread('thread_2'))
      await first.delete('tenant', 'thread_2')
      await first.close()

      const found = await (await opened(place)).getMany('tenant', ['thread_1', 'thread_2'])
      expect([...found.values()]).toMatchObject([{ id: 'thread_1', toolResources: '{"n":1}' }])
    })

    it('is there when it was written while the store was about to close, if it was acknowledged', async () => {
      const place = newPlace()
      const store = await opened(place)
      const write = store.create('tenant', storedThread('thread_1')).then(
        () => true,
        () => false,
      )
      await store.close()
      expect((await getOne(await opened(place), 'thread_1')) !== undefined).toBe(await write)
    })

    it('is seen by another store as soon as it is acknowledged', async () => {
      const place = newPlace()
      const [mine, other] = [await opened(place), await opened(place)]
      const ids = Array.from({ length: 50 }, (_, n) => `thread_${n}`)
      for (const [n, id] of ids.entries()) {
        const [one, two] = n % 2 === 0 ? [mine, other] : [other, mine]
        await one.create('tenant', storedThread(id))
        expect(await getOne(two, id)).toEqual(storedThread(id))
        await two.update('tenant', id, { metadata: `{"n":"${n}"}` })
      }
      for (const store of [mine, other]) {
        const found = await store.getMany('tenant', ids)
        expect(ids.map((id) => found.get(id)?.metadata)).toEqual(ids.map((_, n) => `{"n":"${n}"}`))
      }
    })

    it('is not lost where two stores write at once', async () => {
      const place = newPlace()
      const stores = [await opened(place), await opened(place)]
      const ids = Array.from({ length: 200 }, (_, n) => `thread_${n}`)
      await Promise.all(ids.map((id, n) => stores[n % 2]?.create('tenant', storedThread(id))))
      for (const store of stores) expect((await store.getMany('tenant', ids)).size).toBe(200)
    })
  })

  describe(`${name}: while another process holds a lock`, () => {
    it('a write waits, reads go on, and the write is done once the lock is released', async () => {
      const place = newPlace()
      const store = await opened(place)
      await store.create('tenant', storedThread('thread_1'))
      const release = await place.lock()
      let isDone = false
      const write = store.update('tenant', 'thread_1', { metadata: '{}' }).finally(() => {
        isDone = true
      })
      for (let n = 0; n < 10; n++) {
        expect(await getOne(store, 'thread_1')).toEqual(storedThread('thread_1'))
        await store.check()
      }
      expect(isDone).toBe(false)
      await release()
      expect(await write).toMatchObject({ id: 'thread_1', metadata: '{}' })
    })

    it('a write that has waited for too long fails as busy, with nothing done', async () => {
      const place = newPlace()
      const store = await opened(place, { timeout: 50 })
      await store.create('tenant', storedThread('thread_1'))
      const release = await place.lock()
      await expect(store.delete('tenant', 'thread_1')).rejects.toBeInstanceOf(StoreBusyError)
      await expect(store.create('tenant', storedThread('thread_2'))).rejects.toBeInstanceOf(StoreBusyError)
      await release()
      const found = await store.getMany('tenant', ['thread_1', 'thread_2'])
      expect([...found.keys()]).toEqual(['thread_1'])
      expect(await store.delete('tenant', 'thread_1')).toBe(true)
    })
  })
}
