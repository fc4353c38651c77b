import type { DatabaseSync } from 'node:sqlite'

/**
 * The schema's history. The database's `user_version` counts how many of these have run; a change of the
 * schema is a new entry at the end, and an entry that was released is never edited.
 *
 * `threads` keeps SQLite's rowid: rows can be large, which a table without one is slow at.
 */
const migrations: readonly string[] = [
  `CREATE TABLE threads (
     tenant TEXT NOT NULL,
     id TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     metadata TEXT NOT NULL,
     tool_resources TEXT NOT NULL,
     PRIMARY KEY (tenant, id)
   ) STRICT`,
]

/**
 * Runs the migrations that a database has not had, all or none.
 *
 * @throws Error when the database was written by a newer version of this program, which this one might damage.
 */
export function migrate(database: DatabaseSync): void {
  // The write lock comes before the look at the version: of two processes that start at once, the second
  // finds the work done.
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = userVersion(database)
    if (version > migrations.length) {
      throw new Error(
        `its schema has version ${version}, and this program knows versions up to ${migrations.length}. ` +
          'A newer version of the program has written it: run that one, or name another file.',
      )
    }
    for (const migration of migrations.slice(version)) database.exec(migration)
    if (version < migrations.length) database.exec(`PRAGMA user_version = ${migrations.length}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function userVersion(database: DatabaseSync): number {
  const version = database.prepare('PRAGMA user_version').get()?.['user_version']
  if (typeof version !== 'number') throw new Error('its schema version cannot be read.')
  return version
}
