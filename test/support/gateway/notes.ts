import type { Entity, Identified, Noun } from '../../../src/graphql/noun.ts'

/** A note on a thread: a noun of another kind than threads, kept in memory. */
export interface Note extends Identified {
  threadId: string
  text: string
}

/**
 * A noun whose values are these notes.
 *
 * @param entity how others refer to one.
 */
export function notesNoun(notes: readonly Note[], entity: Pick<Entity, 'key' | 'ownsId'>): Noun<Note> {
  return {
    define(builder) {
      return builder.objectRef<Note>(builder.typeName('Note')).implement({
        description: 'A note on a thread.',
        fields: (t) => ({
          id: t.exposeID('id', { description: "The note's id." }),
          threadId: t.exposeID('threadId', { description: "The thread's id." }),
          text: t.exposeString('text', { description: 'What it says.' }),
        }),
      })
    },
    entity: {
      ...entity,
      load: async (key) =>
        notes.find((note) => entity.key.every((field) => Object(note)[field] === key[field])) ?? null,
    },
  }
}
