/** A note as a store keeps it. */
export interface StoredNote {
  readonly id: string
  readonly text: string
}

/** Where notes are kept, for each tenant. */
export interface NoteStore {
  createNote(tenant: string, note: StoredNote): Promise<void>
  getNote(tenant: string, id: string): Promise<StoredNote | undefined>
}
