import type { StoredThread } from '../stores/store.ts'

/** A thread as the API sends it, in JSON. */
export function serializeThread({ id, createdAt, metadata, toolResources }: StoredThread): string {
  // What is stored is JSON text that was checked on its way in, so it goes out as it is.
  return (
    `{"id":${JSON.stringify(id)},"object":"thread","created_at":${createdAt},` +
    `"metadata":${metadata},"tool_resources":${toolResources}}`
  )
}

/** Threads as the API lists them. */
export function serializeThreads(threads: Iterable<StoredThread>): string {
  return `{"object":"list","data":[${Array.from(threads, serializeThread).join()}]}`
}
