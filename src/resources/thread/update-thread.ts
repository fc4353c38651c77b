import type { FieldCost } from '../../core/field-cost.ts'
import type { Builder } from '../../graphql/builder.ts'
import type { Context } from '../../graphql/context.ts'
import type { ThreadInput } from './api.ts'
import { idRule, metadataRule, type ToolResourcesInputRef, toolResourcesRule } from './inputs.ts'
import { threadLoader, writeThrough } from './loader.ts'
import { threadsApi } from './port.ts'
import type { ThreadRef } from './thread.ts'

const cost: FieldCost<ThreadInput, Context> = {
  nodes: () => 1,
  check: (changes, { use }) => use(threadsApi).refusal?.(changes),
}

/** Adds the mutation `updateThread`. */
export function addUpdateThread(
  builder: Builder,
  Thread: ThreadRef,
  ToolResourcesInput: ToolResourcesInputRef,
): void {
  builder.mutationField('updateThread', (t) =>
    t.field({
      type: Thread,
      nullable: true,
      extensions: { cost },
      description:
        'Updates a thread and returns its new state. Omitted arguments stay unchanged; null resets them. To change single metadata keys and keep the others, use patchThreadMetadata.',
      args: {
        id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }),
        metadata: t.arg({
          type: builder.scalars.Metadata,
          description: `Replaces all key-value pairs of the thread: ${metadataRule}.`,
        }),
        toolResources: t.arg({
          type: ToolResourcesInput,
          description: `Replaces all resources of its tools: ${toolResourcesRule}.`,
        }),
      },
      resolve: (_, { id, ...changes }, { use }) =>
        writeThrough(use(threadLoader), id, use(threadsApi).update(id, changes), (thread) => thread),
    }),
  )
}
