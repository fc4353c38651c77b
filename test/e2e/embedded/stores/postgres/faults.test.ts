import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../../../../src/embedded/stores/open.ts'
import type { StoreOptions, ThreadStore } from '../../../../../src/embedded/stores/store.ts'
import { allChanges } from '../../../../support/embedded/stores/changes-contract.ts'
import { getOne, opened, storedThread } from '../../../../support/embedded/stores/contract.ts'
import { type Outcome, outcomeOf } from '../../../../support/postgres/outcome.ts'
import { newPlace, urlOf } from '../../../../support/postgres/place.ts'
import { type PostgresServer, password, startPostgres } from '../../../../support/postgres/server.ts'

const main = await startPostgres()

/** Writers that go on until they are stopped, each with threads and a counter of its own. */
function startWriters(store: ThreadStore, count = 8) {
  const created = new Map<string, Outcome>()
  const increments: Record<Outcome, number> = { done: 0, busy: 0, unknown: 0 }
  let isStopped = false
  let settled = 0
  let onSettled = () => {}

  async function write(writer: number): Promise<void> {
    for (let n = 0; !isStopped; n++) {
      const id = `thread_${writer}_${n}`
      created.set(id, await outcomeOf(store.create('tenant', storedThread(id))))
      increments[await outcomeOf(store.patchMetadata('tenant', 'counter', increment))]++
      settled++
      onSettled()
    }
  }
  const writers = Array.from({ length: count }, (_, writer) => write(writer))

  return {
    created,
    increments,
    /** Resolves once so many more writes are over. */
    async more(writes: number): Promise<void> {
      for (const until = settled + writes; settled < until; ) {
        await new Promise<void>((resolve) => {
          onSettled = resolve
        })
      }
    },
    async stop(): Promise<void> {
      isStopped = true
      await Promise.all(writers)
    },
  }
}

const increment = (metadata: string) => JSON.stringify({ n: String(Number(JSON.parse(metadata).n) + 1) })

/** What was acknowledged is there, what was refused is not, and nothing was done twice. */
async function expectNothingLost(store: ThreadStore, writers: ReturnType<typeof startWriters>) {
  const { created, increments } = writers
  const found = await store.getMany('tenant', [...created.keys()])
  for (const [id, outcome] of created) {
    if (outcome !== 'unknown') expect([id, found.has(id)]).toEqual([id, outcome === 'done'])
  }
  const counter = Number(JSON.parse((await getOne(store, 'counter'))?.metadata ?? '{}').n)
  expect(counter).toBeGreaterThanOrEqual(increments.done)
  expect(counter).toBeLessThanOrEqual(increments.done + increments.unknown)

  await store.latestChange()
  const changes = await allChanges(store)
  expect(changes.map(({ position }) => position)).toEqual(changes.map((_, n) => n + 1))
  const ids = (kind: string) => changes.filter((change) => change.kind === kind).map(({ id }) => id)
  expect(ids('created').sort()).toEqual(['counter', ...found.keys()].sort())
  expect(ids('updated')).toEqual(Array.from({ length: counter }, () => 'counter'))
}

async function openCounting(url: string, options?: StoreOptions): Promise<ThreadStore> {
  const store = await opened({ open: () => openStore(url, options) })
  await store.create('tenant', storedThread('counter', { metadata: '{"n":"0"}' }))
  return store
}

async function connectTo(server: PostgresServer): Promise<pg.Client> {
  const client = new pg.Client(urlOf(server.port))
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** The processes that serve the connections of stores. */
async function backends(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'threads-graphql'",
  )
  return rows.map(({ pid }) => pid)
}

/** Sends a signal to a process, which may have ended. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

async function newUrl(server: PostgresServer): Promise<string> {
  const place = newPlace(server)
  await place.connect()
  return place.url
}

describe('writes, while the database', () => {
  it('ends their connections, are each done once, or not at all, or told to be unknown', async () => {
    const store = await openCounting(await newUrl(main))
    const client = await connectTo(main)
    const writers = startWriters(store)
    for (let n = 0; n < 20; n++) {
      await writers.more(10)
      await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'threads-graphql'",
      )
    }
    await writers.more(50)
    await writers.stop()
    await expectNothingLost(store, writers)
  })

  it.each(['fast', 'immediate'] as const)(
    'shuts down (%s) and starts again, wait for it, and go on by themselves',
    async (how) => {
      const store = await openCounting(await newUrl(main), { timeout: 15_000 })
      const writers = startWriters(store)
      for (let n = 0; n < 2; n++) {
        await writers.more(50)
        await main.stop(how)
        expect(await outcomeOf(store.check())).toBe('busy')
        await main.start()
        await writers.more(50)
        await store.check()
      }
      await writers.stop()
      expect(writers.increments.busy).toBe(0)
      await expectNothingLost(store, writers)
    },
  )

  it('is away for longer than they may wait, fail as busy, and are done once it is back', async () => {
    const store = await openCounting(await newUrl(main), { timeout: 500 })
    await main.stop()
    while ((await outcomeOf(store.check())) !== 'busy');
    expect(await outcomeOf(store.create('tenant', storedThread('thread_1')))).toBe('busy')
    expect(await outcomeOf(getOne(store, 'counter'))).toBe('busy')
    await main.start()
    while ((await outcomeOf(store.check())) !== 'done') await delay(10)
    expect(await store.create('tenant', storedThread('thread_1'))).toBeUndefined()
  })
})

describe('a server process that hangs', () => {
  it('fails reads as busy and writes as unknown in time, and others serve the next ones', async () => {
    const store = await openCounting(await newUrl(main), { timeout: 500, poolSize: 1 })
    const client = await connectTo(main)
    const hang = async () => {
      // Nothing is under way any more on the one connection.
      await store.latestChange()
      await store.check()
      for (const pid of await backends(client)) {
        signal(pid, 'SIGSTOP')
        onTestFinished(() => signal(pid, 'SIGCONT'))
      }
    }
    const startedAt = performance.now()
    await hang()
    expect(await outcomeOf(store.update('tenant', 'counter', { metadata: '{"n":"1"}' }))).toBe('unknown')
    expect(await outcomeOf(getOne(store, 'counter'))).toBe('done')
    await hang()
    expect(await outcomeOf(getOne(store, 'counter'))).toBe('busy')
    expect(await outcomeOf(store.check())).toBe('done')
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })
})

describe('a failover', () => {
  it('to a standby that was promoted is followed by a URL of several hosts, and loses nothing', async () => {
    const primary = await startPostgres({ endsWith: onTestFinished })
    await primary.stop()
    const standby = await startPostgres({
      endsWith: onTestFinished,
      copyOf: primary,
      prepare(data) {
        const source = `host=127.0.0.1 port=${primary.port} user=postgres password=${password}`
        writeFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`)
        writeFileSync(join(data, 'standby.signal'), '')
      },
    })
    await primary.start()
    const [onPrimary, onStandby] = [await connectTo(primary), await connectTo(standby)]
    await onPrimary.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
    await onPrimary.query('SELECT pg_reload_conf()')
    const isReplicated = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
    while ((await onPrimary.query(isReplicated)).rowCount === 0) await delay(20)

    const hosts = [standby, primary].map(({ port }) => `127.0.0.1:${port}`).join()
    const url = `postgres://postgres:${password}@${hosts}/postgres?target_session_attrs=read-write`
    const store = await openCounting(url, { timeout: 15_000 })
    const writers = startWriters(store)
    await writers.more(50)
    await primary.stop('immediate')
    await onStandby.query('SELECT pg_promote()')
    await writers.more(50)
    await writers.stop()
    expect(writers.increments.busy).toBe(0)
    await expectNothingLost(store, writers)
  }, 60_000)
})
