import { oneNode } from '../../core/field-cost.ts'
import { builder } from '../../graphql/builder.ts'
import { metadataRule, ToolResourcesInput, toolResourcesRule } from './inputs.ts'
import { ThreadRef } from './thread.ts'

builder.mutationField('createThread', (t) =>
  t.field({
    type: ThreadRef,
    nullable: true,
    extensions: { cost: oneNode },
    description: 'Creates a thread and returns it.',
    args: {
      metadata: t.arg({
        type: 'Metadata',
        description: `Key-value pairs to attach to the thread: ${metadataRule}.`,
      }),
      toolResources: t.arg({
        type: ToolResourcesInput,
        description: `Resources that its tools may use: ${toolResourcesRule}.`,
      }),
    },
    async resolve(_, input, { threadsApi, threads }) {
      const thread = await threadsApi.create(input)
      threads.clear(thread.id).prime(thread.id, thread)
      return thread
    },
  }),
)
