import { limits } from '../../core/limits.ts'
import type { Builder } from '../../graphql/builder.ts'
import type { Thread, ToolResources } from './api.ts'

/** The type `Thread` of one schema. */
export type ThreadRef = ReturnType<typeof defineThread>

/** Adds the type `Thread`, and those of what it holds. */
export function defineThread(builder: Builder) {
  const ThreadRef = builder.objectRef<Thread>(builder.typeName('Thread')).implement({
    description: 'A thread of the OpenAI Assistants API.',
    fields: (t) => ({
      id: t.exposeID('id', {
        description: "The upstream's id, unchanged; for example `thread_abc123`.",
      }),
      object: t.string({ description: 'Always "thread".', resolve: () => 'thread' }),
      createdAt: t.expose('createdAt', {
        type: builder.scalars.DateTime,
        description: 'When the thread was created.',
      }),
      updatedAt: t.expose('updatedAt', {
        type: builder.scalars.DateTime,
        nullable: true,
        description: 'When the thread was last written; null where the upstream does not say.',
      }),
      metadata: t.expose('metadata', {
        type: builder.scalars.Metadata,
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

  const ToolResourcesRef = builder.objectRef<ToolResources>(builder.typeName('ToolResources')).implement({
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
    .objectRef<NonNullable<ToolResources['codeInterpreter']>>(builder.typeName('CodeInterpreterResources'))
    .implement({
      description: 'Resources for the code interpreter.',
      fields: (t) => ({
        fileIds: t.exposeIDList('fileIds', { description: `File ids: at most ${limits.fileIds}.` }),
      }),
    })

  const FileSearchResourcesRef = builder
    .objectRef<NonNullable<ToolResources['fileSearch']>>(builder.typeName('FileSearchResources'))
    .implement({
      description: 'Resources for file search.',
      fields: (t) => ({
        vectorStoreIds: t.exposeIDList('vectorStoreIds', {
          description: `Vector store ids: at most ${limits.vectorStoreIds}.`,
        }),
      }),
    })

  return ThreadRef
}
