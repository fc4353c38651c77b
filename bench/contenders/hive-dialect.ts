import { stamp } from '../load/messages.ts'
import { type KnownThread, usual } from '../threads.ts'
import type { Dialect } from './dialect.ts'

const selection =
  '{ id created_at metadata tool_resources { code_interpreter { file_ids } file_search { vector_store_ids } } }'

const read = (name: string) => `query ${name}($id: String!) { getThread(thread_id: $id) ${selection} }`

/** The names that Hive Gateway makes of the OpenAPI description; it has no field for many threads. */
export const hiveDialect: Dialect = {
  thread: (thread) => ({
    request: { query: read('Thread'), variables: { id: thread.id } },
    data: { getThread: answered(thread) },
  }),
  unseenThread: (thread) => ({
    request: { query: read(`Thread${stamp}`), variables: { id: thread.id } },
    data: { getThread: answered(thread) },
  }),
  updateThread: (thread) => ({
    request: {
      query: `mutation UpdateThread($id: String!, $input: ModifyThreadRequest_Input) { modifyThread(thread_id: $id, input: $input) ${selection} }`,
      variables: { id: thread.id, input: { metadata: thread.metadata } },
    },
    data: { modifyThread: answered(thread) },
  }),
  threadsById: (threads) => ({
    request: { query: manyDocument(threads.length), variables: Object.fromEntries(threads.map(({ id }, n) => [`i${n}`, id])) },
    data: Object.fromEntries(threads.map((thread, n) => [`t${n}`, answered(thread)])),
  }),
}

function manyDocument(count: number): string {
  const numbers = Array.from({ length: count }, (_, n) => n)
  const variables = numbers.map((n) => `$i${n}: String!`).join(', ')
  const fields = numbers.map((n) => `t${n}: getThread(thread_id: $i${n}) ${selection}`).join(' ')
  return `query Threads(${variables}) { ${fields} }`
}

function answered({ id, createdAt, metadata }: KnownThread) {
  return {
    id,
    created_at: createdAt,
    metadata,
    tool_resources: { code_interpreter: { file_ids: usual.fileIds }, file_search: null },
  }
}
