import { builder } from '../builder.ts'
import { inputError } from '../errors.ts'
import { limits } from '../limits.ts'
import type { UpstreamReads } from '../upstream/upstream-reads.ts'
import { idRule } from './inputs.ts'
import { ThreadRef } from './thread.ts'
import type { Thread } from './wire.ts'

builder.queryFields((t) => ({
  thread: t.field({
    type: ThreadRef,
    nullable: true,
    description: 'The thread with this id; null when there is none.',
    args: { id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }) },
    extensions: { upstreamReads: { most: 1, ids: ({ id }) => [id] } satisfies UpstreamReads<{ id: string }> },
    resolve: (_, { id }, { threads }) => threads.load(id),
  }),
  threadsById: t.field({
    type: [ThreadRef],
    nullable: { list: false, items: true },
    description:
      'The threads with these ids, in the order asked; null, and no error, where there is none. Each distinct id is read once.',
    args: {
      ids: t.arg.idList({
        required: true,
        description: `At most ${limits.idsPerLookup.toLocaleString('en')} ids, each ${idRule}.`,
      }),
    },
    extensions: {
      // The field by which a gateway that stitches gets many threads at once.
      stitching: { merge: { keyField: 'id' } },
      upstreamReads: { most: limits.idsPerLookup, ids: ({ ids }) => ids } satisfies UpstreamReads<{
        ids: string[]
      }>,
    },
    resolve: (_, { ids }, { threads }) => {
      checkIds(ids)
      // One promise for all, and not one for each: compiled execution drops the last ones of a list where they
      // reject. An error among the values is an error at its own place.
      // Pothos has no type for that.
      return threads.loadMany(ids) as Promise<(Thread | null)[]>
    },
  }),
}))

function checkIds(ids: readonly string[]): void {
  const limit = limits.idsPerLookup
  if (ids.length > limit) {
    throw inputError(`ids has ${ids.length} ids; at most ${limit} are allowed`, {
      argument: 'ids',
      path: [],
      limit,
      actual: ids.length,
      unit: 'ids',
    })
  }
}
