/**
 * How the embedded store finds threads among few and among many: `npm run bench:store [-- --large 1000000]`. Writes
 * bench/STORE.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { openStore } from '../src/embedded/stores/open.ts'
import type { StoredThread, ThreadQuery, ThreadStore } from '../src/embedded/stores/store.ts'
import { markdownTable, number } from './report/table.ts'

const { values } = parseArgs({ options: { small: { type: 'string' }, large: { type: 'string' } } })
const sizes = [Number(values.small ?? 10_000), Number(values.large ?? 1_000_000)]
const folder = mkdtempSync(join(tmpdir(), 'threads-graphql-bench-'))
const tenant = 'a'.repeat(64)

/** Three pairs, as an app has them; one thread in a thousand has `rare`. */
function thread(n: number): StoredThread {
  const time = 1_700_000_000_000 + n * 997
  const metadata = {
    user: `user_${n % 5000}`,
    title: `Conversation number ${n}`,
    kind: n % 1000 === 0 ? 'rare' : 'usual',
  }
  return {
    id: `thread_${n.toString(36).padStart(24, '0')}`,
    createdAt: time,
    updatedAt: 1_700_000_000_000 + ((n * 7919) % 1_000_003) * 997,
    metadata: JSON.stringify(metadata),
    toolResources: '{}',
  }
}

async function fill(store: ThreadStore, size: number): Promise<number> {
  const start = performance.now()
  for (let n = 0; n < size; n += 1000) {
    await Promise.all(
      Array.from({ length: Math.min(1000, size - n) }, (_, i) => store.create(tenant, thread(n + i))),
    )
  }
  return performance.now() - start
}

const latest = { descending: true, limit: 20 } as const
const rare = { metadata: { kind: 'rare' } }
const pages: Record<string, ThreadQuery> = {
  'a page of 20, by creation': { ...latest, orderBy: 'createdAt' },
  'a page of 20, by last write': { ...latest, orderBy: 'updatedAt' },
  'a page of 20 in the middle, by creation': { ...latest, orderBy: 'createdAt' },
  'a page of 20 with a pair that 0.1 % have, by creation': { ...latest, orderBy: 'createdAt', where: rare },
  'a page of 20 with a pair that 0.1 % have, by last write': { ...latest, orderBy: 'updatedAt', where: rare },
  'a page of 20 that lack a key': { ...latest, orderBy: 'createdAt', where: { lacksKeys: ['archived'] } },
  'a page of 20 whose title contains a text': {
    ...latest,
    orderBy: 'createdAt',
    where: { contains: [{ key: 'title', text: 'NUMBER' }] },
  },
}

/** Microseconds that something takes: the median of many. */
async function time(run: () => Promise<unknown>, times = 400): Promise<number> {
  const taken: number[] = []
  for (let n = 0; n < times; n++) {
    const start = performance.now()
    await run()
    taken.push((performance.now() - start) * 1000)
  }
  return taken.sort((a, b) => a - b)[times >> 1] ?? Number.NaN
}

/** Microseconds of one of many writes that share their commits. */
async function timeWrites(store: ThreadStore, size: number): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < 7; round++) {
    const start = performance.now()
    const update = (n: number) => {
      const { id, metadata } = thread((n * 7919 + round) % size)
      return store.update(tenant, id, { metadata: metadata.replace('Conversation', `Conversation ${round}`) })
    }
    await Promise.all(Array.from({ length: 2000 }, (_, n) => update(n)))
    rounds.push(((performance.now() - start) * 1000) / 2000)
  }
  return rounds.sort((a, b) => a - b)[3] ?? Number.NaN
}

/** Takes from a database what lists and filters need, so that it is as it was before them. */
function withoutIndices(file: string): void {
  const database = new DatabaseSync(file)
  for (const trigger of ['insert', 'update', 'delete']) database.exec(`DROP TRIGGER thread_pairs_${trigger}`)
  database.exec('DROP TABLE thread_pairs; DROP INDEX threads_created; DROP INDEX threads_updated')
  database.close()
}

const found: Record<string, number[]> = {}
const note = (what: string, value: number) => {
  found[what] = [...(found[what] ?? []), value]
}
for (const size of sizes) {
  const file = join(folder, `${size}.db`)
  let store = await openStore(`file:${file}`)
  note('a thread that is created among 1,000 others', ((await fill(store, size)) * 1000) / size)
  for (const [what, query] of Object.entries(pages)) {
    const middle = thread(size >> 1)
    const after = what.includes('middle') ? { at: middle.createdAt, id: middle.id } : undefined
    note(what, await time(() => store.find(tenant, { ...query, after })))
  }
  note('a count of all, up to 100,000', await time(() => store.count(tenant, {}), 50))
  note('an update among 2,000 others', await timeWrites(store, size))
  await store.close()
  withoutIndices(file)
  store = await openStore(`file:${file}`)
  note('the same without what lists and filters need', await timeWrites(store, size))
  await store.close()
}
rmSync(folder, { recursive: true })

const rows = Object.entries(found).map(([what, [small = 0, large = 0]]) => [
  what,
  `${number(small, 0)} µs`,
  `${number(large, 0)} µs`,
  `${number(large / small, 2)} ×`,
])
const columns = ['what', ...sizes.map((size) => `${size.toLocaleString('en')} threads`), 'ratio']
const text = `# The embedded store among few threads and among many

Written by \`npm run bench:store\`. One process, one tenant, a SQLite file, three pairs of metadata for each thread; medians of 400 pages, and of 7 rounds of writes that share their commits.

## Pages and writes

${markdownTable({ columns, rows })}
`
writeFileSync(new URL('STORE.md', import.meta.url), text)
process.stdout.write(text)
