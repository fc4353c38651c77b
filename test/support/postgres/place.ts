import pg from 'pg'
import { onTestFinished } from 'vitest'
import { openStore } from '../../../src/embedded/stores/open.ts'
import type { DurablePlace } from '../embedded/stores/durable-contract.ts'
import { type PostgresServer, password } from './server.ts'

/** A schema of its own, where one test keeps its threads. */
export interface PostgresPlace extends DurablePlace {
  /** For `DATABASE_URL`. */
  readonly url: string
  readonly schema: string
  /** Resolves when so many statements of other connections wait for a lock. Default: 1. */
  untilLocked: (count?: number) => Promise<void>
  /** A connection of the test, which ends with it. */
  connect: () => Promise<pg.Client>
}

let places = 0

/** The URL of a database, through any port that leads to it. */
export function urlOf(port: number | string, { schema = 'public', parameters = '' } = {}): string {
  const options = encodeURIComponent(`-c search_path=${schema}`)
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres?options=${options}${parameters}`
}

/** An empty place, which is made when it is opened first. */
export function newPlace(server: PostgresServer): PostgresPlace {
  const schema = `place_${++places}`
  const url = urlOf(server.port, { schema })
  let created: Promise<unknown> | undefined

  const create = () => {
    created ??= createSchema(server, schema)
    return created
  }

  async function connect(): Promise<pg.Client> {
    await create()
    const client = new pg.Client(url)
    client.on('error', () => {})
    await client.connect()
    onTestFinished(() => client.end())
    return client
  }

  return {
    url,
    schema,
    connect,
    async open(options) {
      await create()
      return await openStore(url, options)
    },
    async untilLocked(count = 1) {
      const client = await connect()
      const waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
      while (((await client.query(waiting)).rowCount ?? 0) < count) await new Promise(setImmediate)
    },
    async lock() {
      const client = await connect()
      await client.query('BEGIN; LOCK TABLE threads IN EXCLUSIVE MODE')
      return async () => void (await client.query('ROLLBACK'))
    },
  }
}

async function createSchema(server: PostgresServer, schema: string): Promise<void> {
  const client = new pg.Client(urlOf(server.port))
  await client.connect()
  await client.query(`CREATE SCHEMA ${schema}`)
  await client.end()
}
