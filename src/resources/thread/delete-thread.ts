import { oneNode } from '../../core/field-cost.ts'
import { builder } from '../../graphql/builder.ts'
import type { DeletedThread } from './api.ts'
import { idRule } from './inputs.ts'
import { writeThrough } from './loader.ts'

const DeletedThreadRef = builder.objectRef<DeletedThread>('DeletedThread').implement({
  description: 'The result of deleting a thread.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The thread's id." }),
    deleted: t.exposeBoolean('deleted', { description: 'Whether the thread was deleted.' }),
  }),
})

builder.mutationField('deleteThread', (t) =>
  t.field({
    type: DeletedThreadRef,
    nullable: true,
    extensions: { cost: oneNode },
    description: 'Deletes a thread permanently.',
    args: { id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }) },
    resolve: (_, { id }, { threadsApi, threads }) =>
      writeThrough(threads, id, threadsApi.delete(id), ({ deleted }) => (deleted ? null : undefined)),
  }),
)
