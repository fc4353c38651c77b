import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore, storeExists } from '../../../../../src/embedded/stores/open.ts'
import { getOne, opened, storedThread } from '../../../../support/embedded/stores/contract.ts'
import { freePort } from '../../../../support/postgres/free-port.ts'
import { expectNoPassword, outcomeOf } from '../../../../support/postgres/outcome.ts'
import { newPlace, type PostgresPlace, urlOf } from '../../../../support/postgres/place.ts'
import { password, startPostgres } from '../../../../support/postgres/server.ts'

const server = await startPostgres()

/** What a store says that cannot be opened: one line, without the password. */
async function refusalOf(url: string): Promise<string> {
  const error = await openStore(url, { connectTimeout: 500 }).then(
    () => expect.fail('It was opened.'),
    (error: unknown) => error,
  )
  expectNoPassword(error)
  const { message } = error instanceof Error ? error : expect.fail('It is not an error.')
  expect(message.split('\n')).toHaveLength(1)
  return message
}

/** Has the server refuse each write of a thread with an error of its own. */
async function refuseWrites(place: PostgresPlace, state: string) {
  const client = await place.connect()
  await client.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '${state}'; END $$;
     CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON threads FOR EACH ROW EXECUTE FUNCTION refuse()`,
  )
  return async () => void (await client.query('DROP TRIGGER refuse ON threads'))
}

describe('a write that the server refuses', () => {
  it.each([
    ['53100', 'a full disk'],
    ['53200', 'no memory'],
    ['55P03', 'a lock'],
    ['57014', 'its time'],
  ])('with %s (%s) fails as busy, with nothing done, and is done once that is over', async (state) => {
    const place = newPlace(server)
    const store = await opened(place)
    await store.create('tenant', storedThread('thread_1'))
    const accept = await refuseWrites(place, state)
    expect(await outcomeOf(store.create('tenant', storedThread('thread_2')))).toBe('busy')
    expect(await outcomeOf(store.update('tenant', 'thread_1', { metadata: '{}' }))).toBe('busy')
    expect(await outcomeOf(store.delete('tenant', 'thread_1'))).toBe('busy')
    expect(await getOne(store, 'thread_1')).toEqual(storedThread('thread_1'))
    expect(await store.latestChange()).toBe(1)
    await accept()
    expect(await store.delete('tenant', 'thread_1')).toBe(true)
  })

  it('for another reason fails with that, and may be done by the next one', async () => {
    const place = newPlace(server)
    const store = await opened(place)
    const accept = await refuseWrites(place, '23514')
    await expect(store.create('tenant', storedThread('thread_1'))).rejects.toMatchObject({ code: '23514' })
    await accept()
    expect(await store.create('tenant', storedThread('thread_1'))).toBeUndefined()
  })

  it('as it has turned read-only fails as busy, and is done once it takes writes', async () => {
    const place = newPlace(server)
    const store = await opened(place, { timeout: 300 })
    const client = await place.connect()
    await store.create('tenant', storedThread('thread_1'))
    const set = async (value: 'on' | 'off') => {
      await client.query('SET default_transaction_read_only = off')
      await client.query(`ALTER ROLE postgres SET default_transaction_read_only = ${value}`)
      await client.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'threads-graphql'",
      )
    }
    onTestFinished(() => set('off'))
    await set('on')
    expect(await outcomeOf(store.check())).toBe('busy')
    expect(await outcomeOf(store.delete('tenant', 'thread_1'))).toBe('busy')
    await set('off')
    expect(await store.delete('tenant', 'thread_1')).toBe(true)
  })
})

describe('a pool that is used up', () => {
  it('keeps a request waiting for a bounded time, and then it fails as busy', async () => {
    const place = newPlace(server)
    const store = await opened(place, { poolSize: 1, timeout: 1000 })
    await store.create('tenant', storedThread('thread_1'))
    const release = await place.lock()
    const write = store.delete('tenant', 'thread_1')
    await place.untilLocked()
    const startedAt = performance.now()
    const outcomes = await Promise.all([outcomeOf(write), outcomeOf(getOne(store, 'thread_1'))])
    expect(outcomes).toContain('busy')
    expect(performance.now() - startedAt).toBeLessThan(3000)
    await release()
    expect(await store.delete('tenant', 'thread_1')).toBe(true)
  })

  it('fails a request at once where 10,000 wait', async () => {
    const place = newPlace(server)
    const store = await opened(place, { poolSize: 1, timeout: 500 })
    await store.create('tenant', storedThread('thread_1'))
    const release = await place.lock()
    const write = outcomeOf(store.update('tenant', 'thread_1', { metadata: '{}' }))
    await place.untilLocked()
    const waiting = [
      ...Array.from({ length: 10_000 }, () => outcomeOf(getOne(store, 'thread_1'))),
      ...Array.from({ length: 9999 }, () => outcomeOf(store.delete('tenant', 'thread_1'))),
    ]
    expect(await outcomeOf(getOne(store, 'thread_1'))).toBe('busy')
    expect(await outcomeOf(store.delete('tenant', 'thread_2'))).toBe('busy')
    // Those that wait have their time.
    expect(await write).toBe('busy')
    expect(new Set(await Promise.all(waiting))).toContain('busy')
    await release()
  }, 60_000)

  it('refuses a write at once where those that wait hold 32 MB', async () => {
    const place = newPlace(server)
    const store = await opened(place)
    await store.create('tenant', storedThread('thread_1'))
    const release = await place.lock()
    const large = store.patchMetadata('tenant', 'thread_1', () => '{}', 32 * 1024 * 1024)
    expect(await outcomeOf(store.delete('tenant', 'thread_1'))).toBe('busy')
    await release()
    expect(await large).toMatchObject({ metadata: '{}' })
    expect(await store.delete('tenant', 'thread_1')).toBe(true)
  })
})

const nowhere = await freePort()

describe('a store that cannot be opened', () => {
  const at = `at 127.0.0.1:${server.port}/postgres: `

  it.each([
    [
      'a wrong password',
      urlOf(server.port).replace(password, 'other'),
      `${at}the password or the user is wrong`,
    ],
    ['no such database', urlOf(server.port).replace('/postgres?', '/missing?'), 'there is no such database'],
    ['nothing that listens', urlOf(nowhere), 'nothing listens there'],
    ['an unknown host', urlOf(1).replace('127.0.0.1', 'host.invalid'), 'the name of the host is not known'],
    ['no TLS', urlOf(server.port, { parameters: '&sslmode=require' }), 'does not support SSL'],
    ['no schema', urlOf(server.port, { schema: 'missing' }), 'there is no schema to create tables in'],
  ])('for %s says so', async (_why, url, message) => {
    expect(await refusalOf(url)).toContain(message)
  })

  it('as its schema is newer says so', async () => {
    const place = newPlace(server)
    await opened(place)
    await (await place.connect()).query('UPDATE thread_store_version SET version = 1000')
    expect(await refusalOf(place.url)).toContain(
      'its schema has version 1000, and this program knows versions up to',
    )
  })

  it('as the user may not create tables says so, and is opened once they are there', async () => {
    const place = newPlace(server)
    const client = await place.connect()
    await client.query(
      `CREATE ROLE ${place.schema} LOGIN PASSWORD '${password}'; GRANT USAGE ON SCHEMA ${place.schema} TO ${place.schema}`,
    )
    const url = place.url.replace('postgres:canary', `${place.schema}:canary`)
    expect(await refusalOf(url)).toContain('the user may not create tables')
    await opened(place)
    await client.query(`GRANT ALL ON ALL TABLES IN SCHEMA ${place.schema} TO ${place.schema}`)
    await client.query(`GRANT ALL ON ALL SEQUENCES IN SCHEMA ${place.schema} TO ${place.schema}`)
    const store = await opened({ open: () => openStore(url) })
    await store.create('tenant', storedThread('thread_1'))
    expect(await store.latestChange()).toBe(1)
  })

  it('as there is another table of its name says so', async () => {
    const place = newPlace(server)
    await (await place.connect()).query('CREATE TABLE threads (subject TEXT)')
    expect(await refusalOf(place.url)).toContain('tables of the same name that are not a thread store')
  })

  it('as the server hangs says so in time', async () => {
    const hanging = createServer()
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void hanging.close())
    const address = hanging.address()
    const port = typeof address === 'object' ? address?.port : undefined
    expect(await refusalOf(urlOf(port ?? 0))).toContain('no response within 500 ms')
  })
})

describe('whether there is a store', () => {
  it('is told without making one', async () => {
    const place = newPlace(server)
    await place.connect()
    expect(await storeExists(place.url)).toBe(false)
    await opened(place)
    expect(await storeExists(place.url)).toBe(true)
    expect(await storeExists(place.url.replace('/postgres?', '/missing?'))).toBe(false)
  })
})
