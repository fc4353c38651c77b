import { type FieldCost, oneNode } from '../../core/field-cost.ts'
import { limits } from '../../core/limits.ts'
import type { Builder } from '../../graphql/builder.ts'
import type { Context } from '../../graphql/context.ts'
import type { DeletedThread } from './api.ts'
import { idRule, tooManyIds } from './inputs.ts'
import { threadLoader, writeThrough } from './loader.ts'
import { threadsApi } from './port.ts'

const deleteMany: FieldCost<{ ids: string[] }> = {
  check: ({ ids }) => tooManyIds(ids, limits.idsPerDelete),
  nodes: ({ ids }) => ids.length,
  ids: ({ ids }) => [...new Set(ids)],
}

/** Adds the mutations `deleteThread` and `deleteThreads`. */
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
      resolve: (_, { id }, context) => deleteThread(id, context),
    }),
  )

  builder.mutationField('deleteThreads', (t) =>
    t.field({
      type: [DeletedThread],
      nullable: { list: false, items: true },
      extensions: { cost: deleteMany },
      description:
        'Deletes threads permanently. One that fails is null, with an error at its place; the others are deleted.',
      args: {
        ids: t.arg.idList({
          required: true,
          description: `At most ${limits.idsPerDelete} ids, each ${idRule}. An id that repeats is deleted once.`,
        }),
      },
      async resolve(_, { ids }, context) {
        const outcomes = new Map(
          await Promise.all(
            [...new Set(ids)].map(
              async (id) => [id, await deleteThread(id, context).catch((error: Error) => error)] as const,
            ),
          ),
        )
        // An error among the values is an error at its own place; Pothos has no type for that.
        return ids.map((id) => outcomes.get(id)) as DeletedThread[]
      },
    }),
  )
}

function deleteThread(id: string, { use }: Context): Promise<DeletedThread> {
  return writeThrough(use(threadLoader), id, use(threadsApi).delete(id), ({ deleted }) =>
    deleted ? null : undefined,
  )
}
