import { oneNode } from '../../core/field-cost.ts'
import { builder } from '../../graphql/builder.ts'
import { idRule, metadataRule, ToolResourcesInput, toolResourcesRule } from './inputs.ts'
import { writeThrough } from './loader.ts'
import { ThreadRef } from './thread.ts'

builder.mutationField('updateThread', (t) =>
  t.field({
    type: ThreadRef,
    nullable: true,
    extensions: { cost: oneNode },
    description:
      'Updates a thread and returns its new state. Omitted arguments stay unchanged; null resets them.',
    args: {
      id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }),
      metadata: t.arg({
        type: 'Metadata',
        description: `Replaces all key-value pairs of the thread: ${metadataRule}.`,
      }),
      toolResources: t.arg({
        type: ToolResourcesInput,
        description: `Replaces all resources of its tools: ${toolResourcesRule}.`,
      }),
    },
    resolve: (_, { id, ...changes }, { threadsApi, threads }) =>
      writeThrough(threads, id, threadsApi.update(id, changes), (thread) => thread),
  }),
)
