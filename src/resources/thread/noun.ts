import type { Noun } from '../../graphql/noun.ts'
import { checkId } from '../../graphql/scalars/id.ts'
import type { Thread } from './api.ts'
import { addCreateThread } from './create-thread.ts'
import { addDeleteThread } from './delete-thread.ts'
import { defineToolResourcesInput } from './inputs.ts'
import { threadLoader } from './loader.ts'
import { addPatchThreadMetadata } from './patch-metadata.ts'
import { addThreadQueries } from './queries.ts'
import { defineThread } from './thread.ts'
import { addThreadChanges } from './thread-changes.ts'
import { addThreadsQuery } from './threads-query.ts'
import { addUpdateThread } from './update-thread.ts'

/** Threads. */
export const threadNoun: Noun<Thread> = {
  define(builder) {
    const ToolResourcesInput = defineToolResourcesInput(builder)
    const Thread = defineThread(builder)
    addThreadQueries(builder, Thread)
    addThreadsQuery(builder, Thread)
    addCreateThread(builder, Thread, ToolResourcesInput)
    addUpdateThread(builder, Thread, ToolResourcesInput)
    addPatchThreadMetadata(builder, Thread)
    addDeleteThread(builder)
    addThreadChanges(builder, Thread)
    return Thread
  },
  entity: {
    key: ['id'],
    load: ({ id }, context) => context.use(threadLoader).load(checkId(id)),
  },
}
