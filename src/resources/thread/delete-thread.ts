import { oneNode } from '../../core/field-cost.ts'
import { builder } from '../../graphql/builder.ts'
import type { DeletedThread } from './api.ts'
import { idRule } from './inputs.ts'
import { writeThrough } from './loader.ts'

const DeletedThreadRef = builder.objectRef<DeletedThread>('DeletedThread').implement({
  description: 'A thread that is no more.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The thread's id." }),
    deleted: t.exposeBoolean('deleted', { description: 'Whether the upstream has deleted it.' }),
  }),
})

builder.mutationField('deleteThread', (t) =>
  t.field({
    type: DeletedThreadRef,
    nullable: true,
    extensions: { cost: oneNode },
    description: 'Deletes a thread for good.',
    args: { id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }) },
    resolve: (_, { id }, { threadsApi, threads }) =>
      writeThrough(threads, id, threadsApi.delete(id), ({ deleted }) => (deleted ? null : undefined)),
  }),
)
