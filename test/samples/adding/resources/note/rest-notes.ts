import { codeOf } from '../../../../../src/core/errors.ts'
import { definePort } from '../../../../../src/graphql/context.ts'
import { BadResponse, expectObject, expectString } from '../../../../../src/upstream/decode.ts'
import type { Subject } from '../../../../../src/upstream/failure.ts'
import type { Upstream } from '../../../../../src/upstream/upstream.ts'
import type { Note, NotesApi } from './api.ts'

/** Notes over REST. The only place that knows the wire's names and paths. */
class RestNotes implements NotesApi {
  static readonly subject: Subject = { name: 'note' }
  readonly #upstream: Upstream

  constructor(upstream: Upstream) {
    this.#upstream = upstream
  }

  async getEach(ids: readonly string[]): Promise<(Note | null | Error)[]> {
    const notes = await this.#upstream.readEach(
      ids,
      (id) => (client) => client.get<unknown>(`/notes/${id}`),
      decodeNote,
    )
    return notes.map((note) => (codeOf(note) === 'NOT_FOUND' ? null : note))
  }

  create(text: string): Promise<Note> {
    return this.#upstream.mutate(
      (client) => client.post<unknown>('/notes', { body: { text } }),
      (response) => decodeNote(response),
    )
  }
}

/** The caller's notes. */
export const notesApi = definePort<NotesApi>(RestNotes)

function decodeNote(response: unknown, wanted?: string): Note {
  const note = expectObject(response, 'it')
  const id = expectString(note['id'], '"id"')
  if (wanted !== undefined && id !== wanted)
    throw new BadResponse('it was another note than the one asked for')
  return { id, text: expectString(note['text'], '"text"') }
}
