import { oneNode } from '../../core/field-cost.ts'
import { builder } from '../../graphql/builder.ts'
import { metadataRule, ToolResourcesInput, toolResourcesRule } from './inputs.ts'
import { ThreadRef } from './thread.ts'

builder.mutationField('createThread', (t) =>
  t.field({
    type: ThreadRef,
    nullable: true,
    extensions: { cost: oneNode },
    description: 'Creates a thread, and answers it as the upstream has it.',
    args: {
      metadata: t.arg({ type: 'Metadata', description: `What to note on the thread: ${metadataRule}.` }),
      toolResources: t.arg({
        type: ToolResourcesInput,
        description: `What its tools may use: ${toolResourcesRule}.`,
      }),
    },
    async resolve(_, input, { threadsApi, threads }) {
      const thread = await threadsApi.create(input)
      threads.clear(thread.id).prime(thread.id, thread)
      return thread
    },
  }),
)
