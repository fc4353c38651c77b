/**
 * Replicas on one PostgreSQL: `npm run bench:replicas [-- --rounds 5 --seconds 4]`. Writes bench/REPLICAS.md.
 *
 * Everything shares the cores of this machine: the replicas, PostgreSQL and the load.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createClient } from 'graphql-ws'
import { Agent, request } from 'undici'
import WebSocket from 'ws'
import { serving, spawnCommand } from '../test/support/command.ts'
import { urlOf } from '../test/support/postgres/place.ts'
import { startPostgres } from '../test/support/postgres/server.ts'
import { markdownTable, number } from './report/table.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seconds: { type: 'string' } } })
const rounds = Number(values.rounds ?? 5)
const seconds = Number(values.seconds ?? 4)
const THREADS = 10_000
const IN_FLIGHT = 64

const agent = new Agent({ connections: IN_FLIGHT, pipelining: 1 })
const stops: (() => Promise<unknown>)[] = [() => agent.close()]
const postgres = await startPostgres({
  settings: { fsync: 'on', shared_buffers: '128MB' },
  endsWith: (end) => stops.push(end),
})
const url = urlOf(postgres.port)

async function startReplica() {
  const command = spawnCommand({
    env: {
      PORT: '0',
      DATABASE_URL: url,
      LOG_LEVEL: 'silent',
      NODE_OPTIONS: '--max-semi-space-size=8',
      MAX_SUBSCRIPTIONS_PER_CALLER: '10000',
    },
  })
  const replica = await serving(command)
  stops.unshift(() => replica.stop())
  return replica.url
}

async function post(url: string, query: string, variables: object): Promise<Record<string, unknown>> {
  const { body } = await request(`${url}/graphql`, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors }: Record<string, unknown> = Object(await body.json())
  if (errors) throw new Error(JSON.stringify(errors))
  return Object(data)
}

const idOf = (n: number) => `thread_${(n % THREADS).toString().padStart(6, '0')}`
const metadataOf = (n: number) => ({
  user: `user_${n % 500}`,
  title: `Conversation number ${n}`,
  topic: 'threads',
  n: `${n}`,
})

/** How often a second something can be done, by so many at once. */
async function rate(run: (n: number) => Promise<unknown>, inFlight: number): Promise<number> {
  let done = 0
  const end = performance.now() + seconds * 1000
  await Promise.all(
    Array.from({ length: inFlight }, async (_, index) => {
      for (let n = index; performance.now() < end; n += inFlight) {
        await run(n * 7919)
        done++
      }
    }),
  )
  return done / seconds
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN

/** Alternates the contenders, round by round, and gives the median of each. */
async function compare<Name extends string>(contenders: Record<Name, () => Promise<number>>) {
  const all = Object.entries<() => Promise<number>>(contenders)
  const found = new Map(all.map(([name]) => [name, [] as number[]]))
  for (const [, run] of all) await run()
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of all) found.get(name)?.push(await run())
  }
  return Object.fromEntries([...found].map(([name, each]) => [name, median(each)])) as Record<Name, number>
}

const update =
  'mutation ($id: ID!, $metadata: Metadata) { updateThread(id: $id, metadata: $metadata) { id metadata updatedAt } }'
const read =
  'query ($ids: [ID!]!) { threadsById(ids: $ids) { id createdAt metadata toolResources { codeInterpreter { fileIds } fileSearch { vectorStoreIds } } } }'

/** Milliseconds from the response to a write until a subscriber of another replica has the change. */
async function delays(writer: string, reader: string, count: number): Promise<number[]> {
  const client = createClient({ url: `${reader.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
  const committed = new Map<string, PromiseWithResolvers<number>>()
  const seen = new Map<string, number>()
  const query = 'subscription { threadChanges { thread { metadata } } }'
  const entryOf = (key: string) => {
    const entry = committed.get(key) ?? Promise.withResolvers<number>()
    committed.set(key, entry)
    return entry
  }
  const following = (async () => {
    for await (const { data } of client.iterate<{
      threadChanges: { thread: { metadata: { mark?: string } } }
    }>({ query })) {
      const mark = data?.threadChanges.thread.metadata.mark
      if (mark === undefined || seen.has(mark)) continue
      seen.set(mark, performance.now())
      if (seen.size === count) return
    }
  })()
  await delay(500)
  for (let n = 0; n < count; n++) {
    const mark = `mark ${n}`
    await post(writer, update, { id: idOf(n), metadata: { mark } })
    entryOf(mark).resolve(performance.now())
    await delay(Math.random() * 20)
  }
  await following
  await client.dispose()
  return Promise.all([...seen].map(async ([mark, at]) => Math.max(0, at - (await entryOf(mark).promise))))
}

try {
  const [one, two] = [await startReplica(), await startReplica()]
  for (let n = 0; n < THREADS; n += 100) {
    await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        post(
          one,
          'mutation ($id: ID, $metadata: Metadata) { createThread(id: $id, metadata: $metadata) { id } }',
          {
            id: idOf(n + i),
            metadata: metadataOf(n + i),
          },
        ),
      ),
    )
  }

  const updates = await compare({
    one: () => rate((n) => post(one, update, { id: idOf(n), metadata: metadataOf(n + 1) }), IN_FLIGHT),
    two: () =>
      rate(
        (n) => post(n % 2 === 0 ? one : two, update, { id: idOf(n), metadata: metadataOf(n + 1) }),
        IN_FLIGHT,
      ),
  })

  const bareCommand = spawnCommand({
    script: fileURLToPath(new URL('servers/bare-postgres.ts', import.meta.url)),
    env: { DATABASE_URL: url, NODE_OPTIONS: '--max-semi-space-size=8' },
  })
  const bare = await serving(bareCommand)
  stops.unshift(() => bare.stop('SIGKILL'))
  const idsFrom = (n: number) => Array.from({ length: 100 }, (_, i) => idOf(n + i * 97))
  const reads = await compare({
    ours: () => rate((n) => post(one, read, { ids: idsFrom(n) }), 16),
    bare: () => rate((n) => post(bare.url, read, { ids: idsFrom(n) }), 16),
  })

  const sorted = (await delays(one, two, 1000)).sort((a, b) => a - b)
  const percentile = (p: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN

  const rows = [
    ['`updateThread`, one replica', `${number(updates.one, 0)} /s`, ''],
    [
      '`updateThread`, two replicas',
      `${number(updates.two, 0)} /s`,
      `${number(updates.two / updates.one, 2)} × one`,
    ],
    [
      '`threadsById` × 100, one replica',
      `${number(reads.ours, 0)} /s`,
      `${number(reads.ours / reads.bare, 2)} × the bare driver`,
    ],
    ['the same query by the bare driver, in the same JSON over HTTP', `${number(reads.bare, 0)} /s`, ''],
    [
      'change seen by a subscriber on another replica, median',
      `${number(percentile(0.5), 1)} ms`,
      'after the response to the write',
    ],
    [
      'change seen by a subscriber on another replica, p99',
      `${number(percentile(0.99), 1)} ms`,
      'after the response to the write',
    ],
  ]
  const text = `# Replicas on one PostgreSQL

Written by \`npm run bench:replicas\`. PostgreSQL 18 with every commit on the disk, ${THREADS.toLocaleString('en')} threads of four pairs, ${IN_FLIGHT} requests in flight. Replicas, PostgreSQL and the load share the ${availableParallelism()} cores of one machine. Medians of ${rounds} rounds of ${seconds} s, taken in turn; 1,000 changes one by one.

## Figures

${markdownTable({ columns: ['what', 'figure', 'beside'], rows })}
`
  writeFileSync(new URL('REPLICAS.md', import.meta.url), text)
  process.stdout.write(text)
} finally {
  for (const stop of stops) await stop()
}
process.exit()
