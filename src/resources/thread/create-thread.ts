import { oneNode } from '../../core/field-cost.ts'
import type { Builder } from '../../graphql/builder.ts'
import { metadataRule, type ToolResourcesInputRef, toolResourcesRule } from './inputs.ts'
import { threadLoader } from './loader.ts'
import { threadsApi } from './port.ts'
import type { ThreadRef } from './thread.ts'

/** Adds the mutation `createThread`. */
export function addCreateThread(
  builder: Builder,
  Thread: ThreadRef,
  ToolResourcesInput: ToolResourcesInputRef,
): void {
  builder.mutationField('createThread', (t) =>
    t.field({
      type: Thread,
      nullable: true,
      extensions: { cost: oneNode },
      description: 'Creates a thread and returns it.',
      args: {
        metadata: t.arg({
          type: builder.scalars.Metadata,
          description: `Key-value pairs to attach to the thread: ${metadataRule}.`,
        }),
        toolResources: t.arg({
          type: ToolResourcesInput,
          description: `Resources that its tools may use: ${toolResourcesRule}.`,
        }),
      },
      async resolve(_, input, { use }) {
        const thread = await use(threadsApi).create(input)
        use(threadLoader).clear(thread.id).prime(thread.id, thread)
        return thread
      },
    }),
  )
}
