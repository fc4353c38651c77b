import { type FieldCost, oneNode } from '../../../../../src/core/field-cost.ts'
import type { Noun } from '../../../../../src/graphql/noun.ts'
import { checkId } from '../../../../../src/graphql/scalars/id.ts'
import type { Note } from './api.ts'
import { noteLoader } from './loader.ts'
import { notesApi } from './rest-notes.ts'
import { NoteTextScalar } from './text.ts'

/** Notes. */
export const noteNoun: Noun<Note> = {
  define(builder) {
    const NoteText = builder.scalarRef(NoteTextScalar)
    const NoteRef = builder.objectRef<Note>(builder.typeName('Note')).implement({
      description: 'A note.',
      fields: (t) => ({
        id: t.exposeID('id', { description: "The note's id." }),
        text: t.exposeString('text', { description: 'The text of the note.' }),
      }),
    })
    builder.queryField('note', (t) =>
      t.field({
        type: NoteRef,
        nullable: true,
        description: 'The note with this id; null if there is none.',
        args: { id: t.arg.id({ required: true, description: "The note's id." }) },
        extensions: { cost: { nodes: () => 1, ids: ({ id }) => [id] } satisfies FieldCost<{ id: string }> },
        resolve: (_, { id }, { use }) => use(noteLoader).load(id),
      }),
    )
    builder.mutationField('createNote', (t) =>
      t.field({
        type: NoteRef,
        nullable: true,
        description: 'Creates a note and returns it.',
        args: { text: t.arg({ type: NoteText, required: true, description: 'The text of the note.' }) },
        extensions: { cost: oneNode },
        async resolve(_, { text }, { use }) {
          const note = await use(notesApi).create(text)
          use(noteLoader).clear(note.id).prime(note.id, note)
          return note
        },
      }),
    )
    return NoteRef
  },
  entity: {
    key: ['id'],
    ownsId: (id) => id.startsWith('note_'),
    load: ({ id }, context) => context.use(noteLoader).load(checkId(id)),
  },
}
