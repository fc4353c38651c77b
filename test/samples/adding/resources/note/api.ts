/** A note as GraphQL has it. */
export interface Note {
  id: string
  text: string
}

/** Notes on behalf of one caller. Failures are errors with a code of the closed list. */
export interface NotesApi {
  /** Reads notes in the order of the ids: null where there is none, an error where one cannot be read. */
  getEach(ids: readonly string[]): Promise<(Note | null | Error)[]>
  create(text: string): Promise<Note>
}
