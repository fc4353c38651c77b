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
      'Changes a thread, and answers it as the upstream has it then. An argument that is left out changes nothing; null resets what was there.',
    args: {
      id: t.arg.id({ required: true, description: `The thread's id: ${idRule}.` }),
      metadata: t.arg({
        type: 'Metadata',
        description: `Replaces what is noted on the thread: ${metadataRule}.`,
      }),
      toolResources: t.arg({
        type: ToolResourcesInput,
        description: `Replaces what its tools may use: ${toolResourcesRule}.`,
      }),
    },
    resolve: (_, { id, ...changes }, { threadsApi, threads }) =>
      writeThrough(threads, id, threadsApi.update(id, changes), (thread) => thread),
  }),
)
