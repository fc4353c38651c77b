import { limits } from '../../core/limits.ts'
import { builder } from '../../graphql/builder.ts'
import type { Thread, ToolResources } from './api.ts'

/** The `Thread` type, and what it holds. */
export const ThreadRef = builder.objectRef<Thread>('Thread').implement({
  description: 'A thread of the OpenAI Assistants API, as the upstream has it.',
  // What makes it the same thread in every subgraph of a federated gateway.
  extensions: { federation: { key: { fields: 'id' } } },
  fields: (t) => ({
    id: t.exposeID('id', {
      description: "The upstream's own id, never re-encoded; for instance `thread_abc123`.",
    }),
    object: t.string({ description: 'Always "thread".', resolve: () => 'thread' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the thread was created.' }),
    metadata: t.expose('metadata', {
      type: 'Metadata',
      nullable: true,
      description: 'What apps have noted on the thread.',
    }),
    toolResources: t.expose('toolResources', {
      type: ToolResourcesRef,
      nullable: true,
      description: 'What the tools of this thread may use.',
    }),
  }),
})

const ToolResourcesRef = builder.objectRef<ToolResources>('ToolResources').implement({
  description: 'What the tools of a thread may use, tool by tool.',
  fields: (t) => ({
    codeInterpreter: t.expose('codeInterpreter', {
      type: CodeInterpreterResourcesRef,
      nullable: true,
      description: 'For the code interpreter; null when it has nothing.',
    }),
    fileSearch: t.expose('fileSearch', {
      type: FileSearchResourcesRef,
      nullable: true,
      description: 'For the file search; null when it has nothing.',
    }),
  }),
})

const CodeInterpreterResourcesRef = builder
  .objectRef<NonNullable<ToolResources['codeInterpreter']>>('CodeInterpreterResources')
  .implement({
    description: 'What the code interpreter may use.',
    fields: (t) => ({
      fileIds: t.exposeIDList('fileIds', { description: `The ids of its files: at most ${limits.fileIds}.` }),
    }),
  })

const FileSearchResourcesRef = builder
  .objectRef<NonNullable<ToolResources['fileSearch']>>('FileSearchResources')
  .implement({
    description: 'What the file search may use.',
    fields: (t) => ({
      vectorStoreIds: t.exposeIDList('vectorStoreIds', {
        description: `The ids of its vector stores: at most ${limits.vectorStoreIds}.`,
      }),
    }),
  })
