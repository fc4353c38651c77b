import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  Position,
  StoredThread,
  ThreadFilter,
  ThreadOrder,
  ThreadQuery,
  ThreadStore,
} from '../../../../src/embedded/stores/store.ts'
import { opened, type Place, storedThread } from './contract.ts'

/** Reads pages to their end, and gives all threads that they hold. */
export async function allPages(store: ThreadStore, query: ThreadQuery, tenant = 'tenant') {
  const threads: StoredThread[] = []
  let after: Position | undefined = query.after
  do {
    const page = await store.find(tenant, { ...query, after })
    expect(page.threads.length).toBeLessThanOrEqual(query.limit)
    threads.push(...page.threads)
    after = page.next
  } while (after)
  return threads
}

const keys = ['user', 'archived', '__proto__', 'topic', 'ключ']
const values = ['', 'a', 'B', 'straße', 'STRASSE', 'Ωμέγας', "x' OR 1=1 --", '%', '\0']

const filters: fc.Arbitrary<ThreadFilter> = fc.record(
  {
    metadata: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values), { maxKeys: 2 }),
    hasKeys: fc.array(fc.constantFrom(...keys), { maxLength: 2 }),
    lacksKeys: fc.array(fc.constantFrom(...keys), { maxLength: 2 }),
    contains: fc.array(
      fc.record({
        key: fc.constantFrom(...keys),
        text: fc.constantFrom('A', 'ss', 'ß', 'ΣΑ', 'ς', "'", '%'),
      }),
      { maxLength: 1 },
    ),
    createdAt: fc.record(
      { from: fc.integer({ min: 0, max: 5 }), until: fc.integer({ min: 0, max: 12 }) },
      { requiredKeys: [] },
    ),
    updatedAt: fc.record(
      { from: fc.integer({ min: 0, max: 5 }), until: fc.integer({ min: 0, max: 12 }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)

const threads: fc.Arbitrary<StoredThread[]> = fc
  .array(
    fc.record({
      createdAt: fc.integer({ min: 0, max: 9 }),
      updatedAt: fc.integer({ min: 0, max: 9 }),
      pairs: fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...values)), {
        selector: ([key]) => key,
        maxLength: 4,
      }),
    }),
    { maxLength: 40 },
  )
  .map((all) =>
    all.map(({ pairs, ...times }, n) => storedThread(`thread_${n}`, { ...times, metadata: textOf(pairs) })),
  )

function textOf(pairs: [string, string][]): string {
  return `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`
}

/** What a plain array would give: written without a look at the stores. */
function expectedOf(all: StoredThread[], where: ThreadFilter, orderBy: ThreadOrder, descending: boolean) {
  const sign = descending ? -1 : 1
  const fold = (text: string) => text.toLowerCase().toUpperCase()
  const inRange = (time: number, range: ThreadFilter['createdAt']) =>
    time >= (range?.from ?? 0) && time < (range?.until ?? Number.POSITIVE_INFINITY)
  return all
    .filter((thread) => {
      const pairs = new Map<string, string>(Object.entries(JSON.parse(thread.metadata)))
      return (
        Object.entries(where.metadata ?? {}).every(([key, value]) => pairs.get(key) === value) &&
        (where.hasKeys ?? []).every((key) => pairs.has(key)) &&
        (where.lacksKeys ?? []).every((key) => !pairs.has(key)) &&
        (where.contains ?? []).every(({ key, text }) => fold(pairs.get(key) ?? '').includes(fold(text))) &&
        inRange(thread.createdAt, where.createdAt) &&
        inRange(thread.updatedAt, where.updatedAt)
      )
    })
    .sort((a, b) => sign * (a[orderBy] - b[orderBy] || (a.id < b.id ? -1 : 1)))
    .map(({ id }) => id)
}

/** What every store finds. */
export function testFinding(name: string, newPlace: () => Place): void {
  describe(`${name}: find`, () => {
    it('gives what a plain array gives, by every filter and order, in pages of every size', async () => {
      const store = await opened(newPlace())
      let tenants = 0
      await fc.assert(
        fc.asyncProperty(
          threads,
          filters,
          fc.constantFrom<ThreadOrder>('createdAt', 'updatedAt'),
          fc.boolean(),
          fc.integer({ min: 1, max: 9 }),
          async (all, where, orderBy, descending, limit) => {
            const tenant = `tenant ${tenants++}`
            await Promise.all(all.map((thread) => store.create(tenant, thread)))
            const found = await allPages(store, { where, orderBy, descending, limit }, tenant)
            const expected = expectedOf(all, where, orderBy, descending)
            expect(found.map(({ id }) => id)).toEqual(expected)
            expect(await store.count(tenant, where)).toBe(expected.length)
          },
        ),
        { numRuns: 150 },
      )
    })

    it('goes backward as it goes forward, and stays between two positions', async () => {
      const store = await opened(newPlace())
      const ids = Array.from({ length: 50 }, (_, n) => `thread_${String(n).padStart(2, '0')}`)
      await Promise.all(ids.map((id, n) => store.create('tenant', storedThread(id, { createdAt: n >> 2 }))))
      const query = { orderBy: 'createdAt', limit: 7 } as const
      const forward = await allPages(store, { ...query, descending: false })
      const backward = await allPages(store, { ...query, descending: true })
      expect(forward.map(({ id }) => id)).toEqual(ids)
      expect(backward.reverse()).toEqual(forward)

      const [after, before] = [
        { at: 2, id: 'thread_09' },
        { at: 5, id: 'thread_21' },
      ]
      const between = await allPages(store, { ...query, descending: false, after, before })
      expect(between.map(({ id }) => id)).toEqual(ids.slice(10, 21))
      const down = await allPages(store, { ...query, descending: true, after: before, before: after })
      expect(down.map(({ id }) => id)).toEqual(ids.slice(10, 21).reverse())
    })

    it('skips and repeats no thread by creation, while others are created, updated and deleted', async () => {
      const store = await opened(newPlace())
      const ids = Array.from({ length: 2000 }, (_, n) => `thread_${n}`)
      await Promise.all(ids.map((id, n) => store.create('tenant', storedThread(id, { createdAt: 1000 + n }))))
      let isOver = false
      const churn = (async () => {
        for (let n = 0; !isOver; n++) {
          const id = `new_${n}`
          await store.create('tenant', storedThread(id, { createdAt: (n * 7919) % 4000 }))
          await store.update('tenant', ids[(n * 31) % ids.length] ?? '', { metadata: `{"n":"${n}"}` })
          if (n % 2 === 0) await store.delete('tenant', id)
        }
      })()
      for (const descending of [true, false]) {
        const found = await allPages(store, { orderBy: 'createdAt', descending, limit: 100 })
        const old = found.map(({ id }) => id).filter((id) => id.startsWith('thread_'))
        expect(old).toEqual(descending ? [...ids].reverse() : ids)
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
      }
      isOver = true
      await churn
    })

    it('moves a thread to the front with each write, and with no read', async () => {
      const store = await opened(newPlace())
      for (const id of ['thread_1', 'thread_2', 'thread_3']) await store.create('tenant', storedThread(id))
      await store.update('tenant', 'thread_2', { toolResources: '{"n":1}' })
      await store.getMany('tenant', ['thread_1'])
      const query = { orderBy: 'updatedAt', descending: true, limit: 1 } as const
      expect((await store.find('tenant', query)).threads[0]?.id).toBe('thread_2')
      const where = { metadata: { user: 'abc123' } }
      expect((await store.find('tenant', { ...query, where })).threads[0]?.id).toBe('thread_2')
    })

    it('finds a pair no longer once it was changed, or its thread deleted, and none of another tenant', async () => {
      const store = await opened(newPlace())
      const find = async (pair: Record<string, string>, tenant = 'tenant') => {
        const query = { where: { metadata: pair }, orderBy: 'createdAt', descending: true, limit: 5 } as const
        return (await store.find(tenant, query)).threads.map(({ id }) => id)
      }
      await store.create('tenant', storedThread('thread_1'))
      expect(await find({ user: 'abc123' })).toEqual(['thread_1'])
      expect(await find({ user: 'abc123' }, 'other')).toEqual([])
      await store.patchMetadata('tenant', 'thread_1', () => '{"user":"b"}')
      expect([await find({ user: 'abc123' }), await find({ user: 'b' })]).toEqual([[], ['thread_1']])
      await store.replace('tenant', storedThread('thread_1'))
      expect([await find({ user: 'abc123' }), await find({ user: 'b' })]).toEqual([['thread_1'], []])
      await store.delete('tenant', 'thread_1')
      expect(await find({ user: 'abc123' })).toEqual([])
    })

    it('looks at a bounded number of threads for a page, which may end early and go on', async () => {
      const store = await opened(newPlace())
      const count = 60_000
      for (let n = 0; n < count; n += 1000) {
        const part = Array.from({ length: 1000 }, (_, i) =>
          storedThread(`thread_${n + i}`, { createdAt: n + i }),
        )
        await Promise.all(part.map((thread) => store.create('tenant', thread)))
      }
      const where = { hasKeys: ['none'] }
      const query = { where, orderBy: 'createdAt', descending: true, limit: 20 } as const
      const page = await store.find('tenant', query)
      expect(page.threads).toEqual([])
      expect(page.next?.at).toBeGreaterThan(0)
      expect(await allPages(store, query)).toEqual([])
      expect(await store.count('tenant', where)).toBeUndefined()
      expect(await store.count('tenant', {})).toBe(count)
    }, 60_000)
  })

  describe(`${name}: patchMetadata`, () => {
    it('loses no change of those that arrive together', async () => {
      const store = await opened(newPlace())
      await store.create('tenant', storedThread('thread_1', { metadata: '{}' }))
      const set = (key: string) => (metadata: string) =>
        JSON.stringify({ ...JSON.parse(metadata), [key]: 'x' })
      const keys = Array.from({ length: 100 }, (_, n) => `key_${n}`)
      await Promise.all(keys.map((key) => store.patchMetadata('tenant', 'thread_1', set(key))))
      const thread = (await store.getMany('tenant', ['thread_1'])).get('thread_1')
      expect(Object.keys(JSON.parse(thread?.metadata ?? '{}'))).toEqual(keys)
    })

    it('changes nothing where the patch is refused, and is undefined where there is no thread', async () => {
      const store = await opened(newPlace())
      await store.create('tenant', storedThread('thread_1'))
      const refuse = () => {
        throw new Error('refused')
      }
      await expect(store.patchMetadata('tenant', 'thread_1', refuse)).rejects.toThrow('refused')
      expect((await store.getMany('tenant', ['thread_1'])).get('thread_1')).toEqual(storedThread('thread_1'))
      expect(await store.patchMetadata('tenant', 'thread_2', refuse)).toBeUndefined()
    })
  })

  describe(`${name}: all`, () => {
    it('gives each thread of all tenants, or of one', async () => {
      const store = await opened(newPlace())
      const ids = Array.from({ length: 1200 }, (_, n) => `thread_${n}`)
      await Promise.all(ids.map((id, n) => store.create(`tenant ${n % 2}`, storedThread(id))))
      const list = async (tenant?: string) => {
        const found: string[] = []
        for await (const { thread } of store.all(tenant)) found.push(thread.id)
        return found.sort()
      }
      expect(await list()).toEqual([...ids].sort())
      expect(await list('tenant 1')).toEqual(ids.filter((_, n) => n % 2 === 1).sort())
    })
  })
}
