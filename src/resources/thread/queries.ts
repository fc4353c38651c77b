import type { FieldCost } from '../../core/field-cost.ts'
import { limits } from '../../core/limits.ts'
import type { Builder } from '../../graphql/builder.ts'
import type { Thread } from './api.ts'
import { idRule, tooManyIds } from './inputs.ts'
import { threadLoader } from './loader.ts'
import type { ThreadRef } from './thread.ts'

/** Adds the queries `thread` and `threadsById`. */
export function addThreadQueries(builder: Builder, Thread: ThreadRef): void {
  builder.queryFields((t) => ({
    thread: t.field({
      type: Thread,
      nullable: true,
      description: 'The thread with this id; null if there is none.',
      args: { id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }) },
      extensions: { cost: { nodes: () => 1, ids: ({ id }) => [id] } satisfies FieldCost<{ id: string }> },
      resolve: (_, { id }, { use }) => use(threadLoader).load(id),
    }),
    threadsById: t.field({
      type: [Thread],
      nullable: { list: false, items: true },
      description:
        'The threads with these ids, in the order of the ids; null, without an error, where there is none. Each distinct id is read once.',
      args: {
        ids: t.arg.idList({
          required: true,
          description: `At most ${limits.idsPerLookup.toLocaleString('en')} ids, each ${idRule}.`,
        }),
      },
      extensions: {
        // The field by which a gateway that stitches gets many threads at once.
        stitching: { merge: { keyField: 'id' } },
        cost: {
          check: ({ ids }) => tooManyIds(ids, limits.idsPerLookup),
          nodes: ({ ids }) => ids.length,
          ids: ({ ids }) => ids,
        } satisfies FieldCost<{ ids: string[] }>,
      },
      // One promise for all, and not one for each: compiled execution drops the last ones of a list where they
      // reject. An error among the values is an error at its own place.
      // Pothos has no type for that.
      resolve: (_, { ids }, { use }) => use(threadLoader).loadMany(ids) as Promise<(Thread | null)[]>,
    }),
  }))
}
