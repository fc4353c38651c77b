import { oneNode } from '../../core/field-cost.ts'
import { builder } from '../../graphql/builder.ts'
import { idRule } from './inputs.ts'
import { writeThrough } from './loader.ts'
import { type DeletedThread, decodeDeletedThread, threadPath } from './wire.ts'

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
    resolve: (_, { id }, { upstream, threads }) =>
      writeThrough(
        threads,
        id,
        upstream.mutate(
          (client, options) => client.delete(threadPath(id), options),
          (answer) => decodeDeletedThread(answer, id),
          id,
        ),
        ({ deleted }) => (deleted ? null : undefined),
      ),
  }),
)
