import { oneNode } from '../../core/field-cost.ts'
import type { Builder } from '../../graphql/builder.ts'
import type { DeletedThread } from './api.ts'
import { idRule } from './inputs.ts'
import { threadLoader, writeThrough } from './loader.ts'
import { threadsApi } from './port.ts'

/** Adds the mutation `deleteThread`. */
export function addDeleteThread(builder: Builder): void {
  const DeletedThread = builder.objectRef<DeletedThread>(builder.typeName('DeletedThread')).implement({
    description: 'The result of deleting a thread.',
    fields: (t) => ({
      id: t.exposeID('id', { description: "The thread's id." }),
      deleted: t.exposeBoolean('deleted', { description: 'Whether the thread was deleted.' }),
    }),
  })

  builder.mutationField('deleteThread', (t) =>
    t.field({
      type: DeletedThread,
      nullable: true,
      extensions: { cost: oneNode },
      description: 'Deletes a thread permanently.',
      args: { id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }) },
      resolve: (_, { id }, { use }) =>
        writeThrough(use(threadLoader), id, use(threadsApi).delete(id), ({ deleted }) =>
          deleted ? null : undefined,
        ),
    }),
  )
}
