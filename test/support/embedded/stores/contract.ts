import { describe, expect, it, onTestFinished } from 'vitest'
import type { StoredThread, StoreOptions, ThreadStore } from '../../../../src/embedded/stores/store.ts'

/** Where one test keeps its threads. */
export interface Place {
  open: (options?: StoreOptions) => Promise<ThreadStore>
}

/** A thread to put into a store. */
export function storedThread(id: string, fields: Partial<StoredThread> = {}): StoredThread {
  const time = 1699014083_000
  return {
    id,
    createdAt: time,
    updatedAt: time,
    metadata: '{"user":"abc123"}',
    toolResources: '{}',
    ...fields,
  }
}

/** Opens the store at a place; it is closed when the test is over. */
export async function opened(place: Place, options?: StoreOptions): Promise<ThreadStore> {
  const store = await place.open(options)
  onTestFinished(() => store.close())
  return store
}

/** A thread as a store has it. */
export async function getOne(
  store: ThreadStore,
  id: string,
  tenant = 'tenant',
): Promise<StoredThread | undefined> {
  return (await store.getMany(tenant, [id])).get(id)
}

/** What every store does. */
export function testStore(name: string, newPlace: () => Place): void {
  const open = (options?: StoreOptions) => opened(newPlace(), options)

  describe(`${name}: create`, () => {
    it('keeps a thread as it is, to the letter', async () => {
      const store = await open()
      const thread = storedThread('thread_1', {
        // Keys in their order, one that JavaScript knows, an escape, and characters of one to four bytes.
        metadata: '{"b":"1","a":"é 中 👍","__proto__":"\\u0000","1":" "}',
        toolResources: '{"file_search":{"vector_store_ids":["vs_1"]},"code_interpreter":{"file_ids":[]}}',
      })
      await store.create('tenant', thread)
      expect(await getOne(store, 'thread_1')).toEqual(thread)
    })

    it('returns the thread that has the id already, and keeps that one', async () => {
      const store = await open()
      expect(await store.create('tenant', storedThread('thread_1'))).toBeUndefined()
      expect(await store.create('tenant', storedThread('thread_1', { metadata: '{}' }))).toEqual(
        storedThread('thread_1'),
      )
      expect(await getOne(store, 'thread_1')).toEqual(storedThread('thread_1'))
    })
  })

  describe(`${name}: getMany`, () => {
    it('reads 1,000 ids at once, some of them repeated and some unknown', async () => {
      const store = await open()
      const known = Array.from({ length: 300 }, (_, n) => `thread_${n}`)
      await Promise.all(
        known.map((id) => store.create('tenant', storedThread(id, { metadata: `{"id":"${id}"}` }))),
      )
      const unknown = Array.from({ length: 400 }, (_, n) => `thread_unknown_${n}`)
      const asked = [...known, ...unknown, ...known]
      expect(asked).toHaveLength(1000)

      const found = await store.getMany('tenant', asked)
      expect([...found.keys()].sort()).toEqual([...known].sort())
      for (const [id, { metadata }] of found) expect(metadata).toBe(`{"id":"${id}"}`)
    })

    it('reads no ids as no threads', async () => {
      expect(await (await open()).getMany('tenant', [])).toEqual(new Map())
    })

    it.each(['', '\0', '👍', ',', "x'); DROP TABLE threads; --", '%', 'a'.repeat(10_000)])(
      'takes an id for a value, whatever it is: %j',
      async (id) => {
        const store = await open()
        await store.create('tenant', storedThread('thread_1'))
        const found = await store.getMany('tenant', [id, 'thread_1'])
        expect([...found]).toEqual([['thread_1', storedThread('thread_1')]])
      },
    )
  })

  describe(`${name}: update`, () => {
    it('replaces what it is given, leaves the rest, and returns the thread as it is then', async () => {
      const store = await open()
      const before = { ...storedThread('thread_1'), updatedAt: expect.any(Number) }
      await store.create('tenant', storedThread('thread_1'))
      const metadata = '{"other":"pair"}'
      const toolResources = '{"code_interpreter":{"file_ids":["file_1"]}}'
      expect(await store.update('tenant', 'thread_1', {})).toEqual(before)
      expect(await store.update('tenant', 'thread_1', { metadata })).toEqual({ ...before, metadata })
      const after = { ...before, metadata, toolResources }
      expect(await store.update('tenant', 'thread_1', { toolResources })).toEqual(after)
      expect(await getOne(store, 'thread_1')).toEqual(after)
      const reset = { metadata: '{}', toolResources: '{}' }
      expect(await store.update('tenant', 'thread_1', reset)).toEqual({ ...before, ...reset })
    })

    it('answers undefined for a thread that is not there, and makes none', async () => {
      const store = await open()
      expect(await store.update('tenant', 'thread_1', { metadata: '{}' })).toBeUndefined()
      expect(await getOne(store, 'thread_1')).toBeUndefined()
    })
  })

  describe(`${name}: delete`, () => {
    it('deletes a thread once, and no other', async () => {
      const store = await open()
      await store.create('tenant', storedThread('thread_1'))
      await store.create('tenant', storedThread('thread_2'))
      expect(await store.delete('tenant', 'thread_1')).toBe(true)
      expect(await store.delete('tenant', 'thread_1')).toBe(false)
      const left = await store.getMany('tenant', ['thread_1', 'thread_2'])
      expect([...left.keys()]).toEqual(['thread_2'])
    })
  })

  describe(`${name}: tenants`, () => {
    it('are kept apart, even with one id', async () => {
      const store = await open()
      await store.create('a', storedThread('thread_1', { metadata: '{"of":"a"}' }))
      expect(await getOne(store, 'thread_1', 'b')).toBeUndefined()
      expect(await store.update('b', 'thread_1', { metadata: '{}' })).toBeUndefined()
      expect(await store.delete('b', 'thread_1')).toBe(false)

      await store.create('b', storedThread('thread_1', { metadata: '{"of":"b"}' }))
      expect((await getOne(store, 'thread_1', 'a'))?.metadata).toBe('{"of":"a"}')
      expect(await store.delete('b', 'thread_1')).toBe(true)
      expect((await getOne(store, 'thread_1', 'a'))?.metadata).toBe('{"of":"a"}')
    })
  })

  describe(`${name}: writes that arrive together`, () => {
    it('are done in the order in which they came', async () => {
      const store = await open()
      const outcomes = await Promise.all([
        store.update('tenant', 'thread_1', { metadata: '{"n":"0"}' }),
        store.create('tenant', storedThread('thread_1')),
        store.update('tenant', 'thread_1', { metadata: '{"n":"1"}' }),
        store.delete('tenant', 'thread_1'),
        store.delete('tenant', 'thread_1'),
        store.create('tenant', storedThread('thread_1', { metadata: '{"n":"2"}' })),
      ])
      const updated = {
        ...storedThread('thread_1', { metadata: '{"n":"1"}' }),
        updatedAt: expect.any(Number),
      }
      expect(outcomes).toEqual([undefined, undefined, updated, true, false, undefined])
      expect((await getOne(store, 'thread_1'))?.metadata).toBe('{"n":"2"}')
    })

    it('to one thread are each answered with what they made of it, and none is lost', async () => {
      const store = await open()
      await store.create('tenant', storedThread('thread_1'))
      const updates = Array.from({ length: 64 }, (_, n) => {
        const changes = n % 2 === 0 ? { metadata: `{"n":"${n}"}` } : { toolResources: `{"n":"${n}"}` }
        return store.update('tenant', 'thread_1', changes)
      })
      const made = await Promise.all(updates)
      for (const [n, thread] of made.entries()) {
        expect(n % 2 === 0 ? thread?.metadata : thread?.toolResources).toBe(`{"n":"${n}"}`)
      }
      expect(await getOne(store, 'thread_1')).toMatchObject({
        metadata: '{"n":"62"}',
        toolResources: '{"n":"63"}',
      })
    })

    it('fail one by one', async () => {
      const store = await open()
      const ids = ['thread_1', 'thread_2', 'thread_3']
      await Promise.all(ids.map((id) => store.create('tenant', storedThread(id))))
      const patch = (id: string) =>
        store.patchMetadata('tenant', id, (metadata) => {
          if (id === 'thread_2') throw new Error('refused')
          return metadata
        })
      const outcomes = (await Promise.allSettled(ids.map(patch))).map(({ status }) => status)
      expect(outcomes).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    })
  })

  describe(`${name}: onCommit`, () => {
    it('is told of each write', async () => {
      const commits: number[] = []
      const store = await open({ onCommit: (writes) => commits.push(writes) })
      const ids = ['thread_1', 'thread_2']
      await Promise.all(ids.map((id) => store.create('tenant', storedThread(id))))
      await store.delete('tenant', 'thread_1')
      expect(commits.reduce((sum, writes) => sum + writes, 0)).toBe(3)
      expect(Math.min(...commits)).toBeGreaterThan(0)
    })
  })

  describe(`${name}: close`, () => {
    it('does no harm a second time, while it closes or after', async () => {
      const store = await open()
      await Promise.all([store.close(), store.close()])
      await store.close()
    })

    it('has settled every write that came before it', async () => {
      const store = await open()
      let settled = 0
      for (const id of ['thread_1', 'thread_2', 'thread_3']) {
        const count = () => void settled++
        store.create('tenant', storedThread(id)).then(count, count)
      }
      await store.close()
      expect(settled).toBe(3)
    })

    it('lets nothing be written from then on', async () => {
      const store = await open()
      const closing = store.close()
      await expect(store.create('tenant', storedThread('thread_1'))).rejects.toThrow()
      await closing
    })

    it('lets nothing be done after it; the check passes before it', async () => {
      const store = await open()
      await store.check()
      await store.close()
      await expect(store.check()).rejects.toThrow()
      await expect(store.create('tenant', storedThread('thread_1'))).rejects.toThrow()
      await expect(store.getMany('tenant', ['thread_1'])).rejects.toThrow()
      await expect(store.update('tenant', 'thread_1', {})).rejects.toThrow()
      await expect(store.delete('tenant', 'thread_1')).rejects.toThrow()
    })
  })
}
