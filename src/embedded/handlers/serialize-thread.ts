import type { StoredThread } from '../stores/store.ts'

/** A thread as the API sends it, in JSON. */
export function serializeThread(thread: StoredThread): string {
  const { id, createdAt, updatedAt, metadata, toolResources } = thread
  // What is stored is JSON text that was checked on its way in, so it goes out as it is.
  return (
    `{"id":${JSON.stringify(id)},"object":"thread","created_at":${Math.floor(createdAt / 1000)},` +
    `"updated_at":${updatedAt / 1000},"metadata":${metadata},"tool_resources":${toolResources}}`
  )
}

/** Threads as the API lists them, with further members of the list. */
export function serializeThreads(threads: Iterable<StoredThread>, more: object = {}): string {
  const members = JSON.stringify(more).slice(1, -1)
  const data = Array.from(threads, serializeThread).join()
  return `{"object":"list","data":[${data}]${members === '' ? '' : `,${members}`}}`
}
