import type { StoreOptions, ThreadStore } from '../store.ts'
import { type Connection, createConnector } from './connect.ts'
import { parsePostgresUrl, type Target } from './connection-url.ts'
import { openDatabase, timeoutsOf } from './database.ts'
import { sqlState } from './failure.ts'
import { isMigrated, migrate } from './migrations.ts'
import { openFailure } from './open-failure.ts'
import { createThreadStore } from './thread-store.ts'

/**
 * A store in a PostgreSQL database, which several processes may use at once. The tables are created, and brought up to
 * date, in the first schema of the `search_path`. The SQL is meant for CockroachDB and YugabyteDB too; there it was not
 * run.
 *
 * Each write is one statement, and as durable as the server has it: with `synchronous_commit = off`, or after a failover
 * to a standby that is not synchronous, what was acknowledged last can be missing.
 *
 * While the server is away, as when it restarts, requests wait for as long as they would for a lock. Each process has up
 * to `poolSize` connections, and one more while changes are watched.
 *
 * Behind PgBouncer it needs `max_prepared_statements`. The server is not told how long a statement may take there, so one
 * that takes longer has an unknown outcome; and changes of other processes can take a second to be seen.
 *
 * @param url see `parsePostgresUrl`.
 * @throws Error with one line that names hosts and database and says what to do, when it cannot be used.
 */
export async function openPostgresStore(url: string, options: StoreOptions = {}): Promise<ThreadStore> {
  const target = parsePostgresUrl(url)
  await withConnection(target, options, migrate)
  return createThreadStore(openDatabase(target, options), options)
}

/** Whether there are the tables of a store already. */
export async function postgresStoreExists(url: string): Promise<boolean> {
  try {
    return await withConnection(parsePostgresUrl(url), {}, isMigrated)
  } catch (error) {
    const isMissing = error instanceof Error && sqlState(error.cause) === '3D000'
    if (isMissing) return false
    throw error
  }
}

/** How long, in milliseconds, a migration may take. */
const MIGRATION_MS = 10 * 60 * 1000

/** Does something on a connection of its own, which waits for locks as others do and for the rest much longer. */
async function withConnection<T>(
  target: Target,
  options: StoreOptions,
  run: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { connect, statement } = timeoutsOf(options)
  let connection: Connection | undefined
  try {
    const { connect: open } = createConnector(target)
    connection = await open({ connect, statement: MIGRATION_MS, lock: statement, response: MIGRATION_MS })
    return await run(connection)
  } catch (error) {
    throw openFailure(target.label, error)
  } finally {
    await connection?.client.end().catch(() => {})
  }
}
