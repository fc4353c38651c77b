import { limits } from '../../core/limits.ts'
import { builder } from '../../graphql/builder.ts'
import type { Thread, ToolResources } from './api.ts'

/** The `Thread` type, and what it holds. */
export const ThreadRef = builder.objectRef<Thread>('Thread').implement({
  description: 'A thread of the OpenAI Assistants API.',
  // What makes it the same thread in every subgraph of a federated gateway.
  extensions: { federation: { key: { fields: 'id' } } },
  fields: (t) => ({
    id: t.exposeID('id', {
      description: "The upstream's id, unchanged; for example `thread_abc123`.",
    }),
    object: t.string({ description: 'Always "thread".', resolve: () => 'thread' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the thread was created.' }),
    metadata: t.expose('metadata', {
      type: 'Metadata',
      nullable: true,
      description: `Up to ${limits.metadata.pairs} key-value pairs attached to the thread.`,
    }),
    toolResources: t.expose('toolResources', {
      type: ToolResourcesRef,
      nullable: true,
      description: 'Resources that the tools of the thread may use.',
    }),
  }),
})

const ToolResourcesRef = builder.objectRef<ToolResources>('ToolResources').implement({
  description: 'Resources that the tools of a thread may use, by tool.',
  fields: (t) => ({
    codeInterpreter: t.expose('codeInterpreter', {
      type: CodeInterpreterResourcesRef,
      nullable: true,
      description: 'Resources for the code interpreter; null where there are none.',
    }),
    fileSearch: t.expose('fileSearch', {
      type: FileSearchResourcesRef,
      nullable: true,
      description: 'Resources for file search; null where there are none.',
    }),
  }),
})

const CodeInterpreterResourcesRef = builder
  .objectRef<NonNullable<ToolResources['codeInterpreter']>>('CodeInterpreterResources')
  .implement({
    description: 'Resources for the code interpreter.',
    fields: (t) => ({
      fileIds: t.exposeIDList('fileIds', { description: `File ids: at most ${limits.fileIds}.` }),
    }),
  })

const FileSearchResourcesRef = builder
  .objectRef<NonNullable<ToolResources['fileSearch']>>('FileSearchResources')
  .implement({
    description: 'Resources for file search.',
    fields: (t) => ({
      vectorStoreIds: t.exposeIDList('vectorStoreIds', {
        description: `Vector store ids: at most ${limits.vectorStoreIds}.`,
      }),
    }),
  })
