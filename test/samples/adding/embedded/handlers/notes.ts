import { randomUUID } from 'node:crypto'
import { isObject } from '../../../../../src/embedded/handlers/is-object.ts'
import type { Handler } from '../../../../../src/embedded/handlers/threads.ts'
import { WireError, wrongPrefix, wrongType } from '../../../../../src/embedded/wire-error.ts'
import type { NoteStore, StoredNote } from '../stores/note-store.ts'

/** The id, if it can be one. Throws WireError 400 if not. */
export function checkNoteId(id: string): string {
  if (/^note_[A-Za-z0-9-]{1,251}$/.test(id)) return id
  throw wrongPrefix('note_id', id, 'note')
}

const serialize = ({ id, text }: StoredNote) => JSON.stringify({ id, object: 'note', text })

/** The operations on notes, on a store. */
export function noteHandlers(store: NoteStore) {
  return {
    async createNote(tenant, { body }) {
      if (!isObject(body)) throw wrongType(null, 'an object', body)
      const { text } = body
      if (typeof text !== 'string') throw wrongType('text', 'a string', text)
      const note = { id: `note_${randomUUID()}`, text }
      await store.createNote(tenant, note)
      return serialize(note)
    },

    async getNote(tenant, { id }) {
      const note = await store.getNote(tenant, id)
      if (!note) throw new WireError(`No note found with id '${id}'.`, { status: 404 })
      return serialize(note)
    },
  } satisfies Record<string, Handler>
}
