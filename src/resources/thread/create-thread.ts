import { codedError, inputError } from '../../core/errors.ts'
import type { FieldCost } from '../../core/field-cost.ts'
import type { Builder } from '../../graphql/builder.ts'
import type { Context } from '../../graphql/context.ts'
import type { Thread, ThreadInput, ThreadsApi } from './api.ts'
import { idRule, metadataRule, type ToolResourcesInputRef, toolResourcesRule } from './inputs.ts'
import { threadLoader } from './loader.ts'
import { threadsApi } from './port.ts'
import type { ThreadRef } from './thread.ts'

interface CreateArgs extends ThreadInput {
  id?: string | null
}

const cost: FieldCost<CreateArgs, Context> = {
  nodes: () => 1,
  check({ id, ...input }, { use }) {
    // `/v1/threads/runs` is a path of the API.
    if (id === 'runs') return inputError('"runs" cannot be the id of a thread', { argument: 'id', path: [] })
    const api = use(threadsApi)
    return hasId(id) && !api.createAs ? unsupportedId() : api.refusal?.(input)
  },
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
      async resolve(_, args, { use }) {
        const thread = await create(use(threadsApi), args)
        use(threadLoader).clear(thread.id).prime(thread.id, thread)
        return thread
      },
    }),
  )
}

async function create(api: ThreadsApi, { id, ...input }: CreateArgs): Promise<Thread> {
  if (!hasId(id)) return api.create(input)
  if (api.createAs) return api.createAs(id, input)
  throw unsupportedId()
}

function hasId(id: string | null | undefined): id is string {
  return id !== null && id !== undefined
}

function unsupportedId() {
  const message = 'This upstream makes the ids of threads itself; leave id out.'
  return codedError('UNSUPPORTED_BY_UPSTREAM', message, { extensions: { argument: 'id', path: [] } })
}
