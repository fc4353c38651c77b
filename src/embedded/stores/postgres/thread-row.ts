import type { StoredThread } from '../store.ts'
import type { Row } from './database.ts'

/** The columns of a thread, in a query that calls its table `threads`. */
export const columns =
  'threads.id, threads.created_ms, threads.updated_ms, threads.metadata, threads.tool_resources'

/** A row that begins with `columns` as a thread. Throws when a column is not what the schema says. */
export function toThread([id, createdAt, updatedAt, metadata, toolResources]: Row): StoredThread {
  if (
    typeof id === 'string' &&
    typeof createdAt === 'number' &&
    typeof updatedAt === 'number' &&
    typeof metadata === 'string' &&
    typeof toolResources === 'string'
  ) {
    return { id, createdAt, updatedAt, metadata, toolResources }
  }
  throw new TypeError('A row of the table threads does not have the types of its schema.')
}

/** Whether PostgreSQL can have a text as an id. It has no character 0, and no half of a surrogate pair. */
export function canBeId(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
