import { codedError, inputError } from '../../core/errors.ts'
import type { FieldCost } from '../../core/field-cost.ts'
import type { Builder } from '../../graphql/builder.ts'
import type { Thread, ThreadInput, ThreadsApi } from './api.ts'
import { idRule, metadataRule, type ToolResourcesInputRef, toolResourcesRule } from './inputs.ts'
import { threadLoader } from './loader.ts'
import { threadsApi } from './port.ts'
import type { ThreadRef } from './thread.ts'

const cost: FieldCost<{ id?: string | null }> = {
  nodes: () => 1,
  // `/v1/threads/runs` is a path of the API.
  check: ({ id }) =>
    id === 'runs'
      ? inputError('"runs" cannot be the id of a thread', { argument: 'id', path: [] })
      : undefined,
}

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
      extensions: { cost },
      description:
        'Creates a thread and returns it. With an id of your own, it can be sent again: the same content returns the thread, and other content under the same id is CONFLICT.',
      args: {
        id: t.arg.id({
          description: `An id of your own: ${idRule}. Only where the threads are stored here. Default: a new one.`,
        }),
        metadata: t.arg({
          type: builder.scalars.Metadata,
          description: `Key-value pairs to attach to the thread: ${metadataRule}.`,
        }),
        toolResources: t.arg({
          type: ToolResourcesInput,
          description: `Resources that its tools may use: ${toolResourcesRule}.`,
        }),
      },
      async resolve(_, { id, ...input }, { use }) {
        const thread = await create(use(threadsApi), id, input)
        use(threadLoader).clear(thread.id).prime(thread.id, thread)
        return thread
      },
    }),
  )
}

async function create(api: ThreadsApi, id: string | null | undefined, input: ThreadInput): Promise<Thread> {
  if (id === null || id === undefined) return api.create(input)
  if (api.createAs) return api.createAs(id, input)
  throw codedError('UNSUPPORTED_BY_UPSTREAM', 'This upstream makes the ids of threads itself; leave id out.')
}
