import type { DatabaseSync } from 'node:sqlite'
import { pairHash } from '../pair-hash.ts'

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

  // Times in milliseconds. When a thread from before was last written is not known: when it was created, at least.
  // `thread_pairs` finds threads by a pair of their metadata, in either order; see `pairHash`.
  `ALTER TABLE threads RENAME COLUMN created_at TO created_ms;
   ALTER TABLE threads ADD COLUMN updated_ms INTEGER NOT NULL DEFAULT 0;
   UPDATE threads SET created_ms = created_ms * 1000, updated_ms = created_ms * 1000;
   CREATE INDEX threads_created ON threads (tenant, created_ms, id);
   CREATE INDEX threads_updated ON threads (tenant, updated_ms, id);

   CREATE TABLE thread_pairs (
     pair INTEGER NOT NULL,
     created_ms INTEGER NOT NULL,
     id TEXT NOT NULL,
     updated_ms INTEGER NOT NULL,
     PRIMARY KEY (pair, created_ms, id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX thread_pairs_updated ON thread_pairs (pair, updated_ms, id);
   CREATE TRIGGER thread_pairs_insert AFTER INSERT ON threads BEGIN
     INSERT OR IGNORE INTO thread_pairs
       SELECT pair_hash(new.tenant, key, value), new.created_ms, new.id, new.updated_ms FROM json_each(new.metadata);
   END;
   CREATE TRIGGER thread_pairs_delete AFTER DELETE ON threads BEGIN
     DELETE FROM thread_pairs WHERE created_ms = old.created_ms AND id = old.id
       AND pair IN (SELECT pair_hash(old.tenant, key, value) FROM json_each(iif(json_valid(old.metadata), old.metadata, '{}')));
   END;
   CREATE TRIGGER thread_pairs_update AFTER UPDATE ON threads BEGIN
     DELETE FROM thread_pairs WHERE created_ms = old.created_ms AND id = old.id
       AND pair IN (
         SELECT pair_hash(old.tenant, was.key, was.value)
         FROM json_each(iif(json_valid(old.metadata), old.metadata, '{}')) AS was
         WHERE NOT EXISTS (
           SELECT 1 FROM json_each(new.metadata) AS now WHERE now.key = was.key AND now.value = was.value
         )
       );
     INSERT INTO thread_pairs
       SELECT pair_hash(new.tenant, key, value), new.created_ms, new.id, new.updated_ms
       FROM json_each(new.metadata) WHERE true
       ON CONFLICT (pair, created_ms, id) DO UPDATE SET updated_ms = excluded.updated_ms;
   END;
   INSERT OR IGNORE INTO thread_pairs
     SELECT pair_hash(tenant, key, value), created_ms, threads.id, updated_ms FROM threads, json_each(metadata);`,

  // AUTOINCREMENT: a position is never given twice, also where the latest entries have been removed.
  `CREATE TABLE thread_changes (
     position INTEGER PRIMARY KEY AUTOINCREMENT,
     tenant TEXT NOT NULL,
     at_ms INTEGER NOT NULL,
     kind TEXT NOT NULL,
     id TEXT NOT NULL
   ) STRICT;
   CREATE INDEX thread_changes_tenant ON thread_changes (tenant, position);`,
]

/**
 * Runs the migrations that a database has not had, all or none, and gives it the functions that its schema uses.
 *
 * @throws Error when the database was written by a newer version of this program, which this one might damage.
 */
export function migrate(database: DatabaseSync): void {
  database.function('pair_hash', { deterministic: true }, (tenant, key, value) =>
    pairHash(String(tenant), String(key), String(value)),
  )
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
