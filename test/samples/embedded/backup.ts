import { backup, DatabaseSync } from 'node:sqlite'

/** Copies a database to another file while servers write to it. The copy is what was committed when it ended. */
export async function backUp(database: string, copy: string): Promise<void> {
  const source = new DatabaseSync(database, { readOnly: true })
  try {
    await backup(source, copy)
  } finally {
    source.close()
  }
}
