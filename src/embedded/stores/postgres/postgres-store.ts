import type { StoreOptions, ThreadStore } from '../store.ts'
import { type Connection, createConnector } from './connect.ts'
import { parsePostgresUrl, type Target } from './connection-url.ts'
import { openDatabase, timeoutsOf } from './database.ts'
import { sqlState } from './failure.ts'
import { isMigrated, migrate } from './migrations.ts'
import { openFailure } from './open-failure.ts'
import { createThreadStore } from './thread-store.ts'

/**
 * A store in a PostgreSQL database, which several processes may use at once; CockroachDB and YugabyteDB take the same
 * SQL. The tables are created, and brought up to date, in the first schema of the `search_path`.
 *
 * Each write is one statement, durable as the server has it: with `synchronous_commit = off`, or after a failover to a
 * standby that is not synchronous, what was acknowledged last can be missing.
 *
 * While the server is away, as when it restarts, requests wait for as long as they would for a lock. Behind PgBouncer,
 * in any mode, the time of a statement is known to this process alone, unless `ignore_startup_parameters` is off; it
 * needs `max_prepared_statements`, and changes of other processes are seen within a second.
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

/** Does something on a connection without a time for statements: a migration may take long. */
async function withConnection<T>(
  target: Target,
  options: StoreOptions,
  run: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { connect, statement } = timeoutsOf(options)
  let connection: Connection | undefined
  try {
    const { connect: open } = createConnector(target)
    connection = await open({ connect, statement: 0, lock: statement, response: 0 })
    return await run(connection)
  } catch (error) {
    throw openFailure(target.label, error)
  } finally {
    await connection?.client.end().catch(() => {})
  }
}
