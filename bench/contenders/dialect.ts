import { stamp } from '../load/messages.ts'
import { type KnownThread, usual } from '../threads.ts'

/** A request of GraphQL over HTTP, and the data of the right answer to it. */
export interface Exchange {
  request: { query: string; variables: Record<string, unknown> }
  data: unknown
}

/** How a contender is asked for threads: its schema's names, and the data of its answers. */
export interface Dialect {
  thread: (thread: KnownThread) => Exchange
  /** As `thread`, by a document that nobody has seen before. */
  unseenThread: (thread: KnownThread) => Exchange
  /** Gives a thread the metadata it is known with here. */
  updateThread: (thread: KnownThread) => Exchange
  threadsById: (threads: readonly KnownThread[]) => Exchange
}

const selection =
  '{ id createdAt metadata toolResources { codeInterpreter { fileIds } fileSearch { vectorStoreIds } } }'

const documents = {
  thread: `query Thread($id: ID!) { thread(id: $id) ${selection} }`,
  unseenThread: `query Thread${stamp}($id: ID!) { thread(id: $id) ${selection} }`,
  updateThread: `mutation UpdateThread($id: ID!, $metadata: Metadata) { updateThread(id: $id, metadata: $metadata) ${selection} }`,
  threadsById: `query ThreadsById($ids: [ID!]!) { threadsById(ids: $ids) ${selection} }`,
}

/** The names of ours, and of each peer whose schema is written by hand. */
export const plainDialect: Dialect = {
  thread: (thread) => ({
    request: { query: documents.thread, variables: { id: thread.id } },
    data: { thread: answered(thread) },
  }),
  unseenThread: (thread) => ({
    request: { query: documents.unseenThread, variables: { id: thread.id } },
    data: { thread: answered(thread) },
  }),
  updateThread: (thread) => ({
    request: { query: documents.updateThread, variables: { id: thread.id, metadata: thread.metadata } },
    data: { updateThread: answered(thread) },
  }),
  threadsById: (threads) => ({
    request: { query: documents.threadsById, variables: { ids: threads.map(({ id }) => id) } },
    data: { threadsById: threads.map(answered) },
  }),
}

function answered({ id, createdAt, metadata }: KnownThread) {
  return {
    id,
    createdAt: new Date(createdAt * 1000).toISOString(),
    metadata,
    toolResources: { codeInterpreter: { fileIds: usual.fileIds }, fileSearch: null },
  }
}
