import type { DatabaseSync } from 'node:sqlite'
import type { GroupCommit } from '../../../../../../src/embedded/stores/sqlite/group-commit.ts'
import type { NoteStore } from '../note-store.ts'

/** The notes of a database. */
export function sqliteNotes(
  database: DatabaseSync,
  writes: GroupCommit,
  read: <T>(run: () => T) => Promise<T>,
): NoteStore {
  const insert = database.prepare('INSERT INTO notes (tenant, id, text) VALUES (:tenant, :id, :text)')
  const select = database.prepare('SELECT text FROM notes WHERE tenant = :tenant AND id = :id')
  return {
    async createNote(tenant, { id, text }) {
      await writes.write(() => insert.run({ tenant, id, text }), text.length)
    },
    async getNote(tenant, id) {
      const row = await read(() => select.get({ tenant, id }))
      return row && { id, text: String(row['text']) }
    },
  }
}
