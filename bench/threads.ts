/** A thread that a contender is asked for, and what is known of it. */
export interface KnownThread {
  id: string
  /** Unix seconds. */
  createdAt: number
  metadata: Record<string, string>
}

/** What all threads of a run hold, but for their ids. */
export const usual = {
  createdAt: 1_699_012_949,
  metadata: { user: 'abc123', modified: 'true' },
  fileIds: ['file-1'],
} as const

/** A thread as the upstream of a run answers it. */
export function wireThread(id: string): string {
  return JSON.stringify({
    id,
    object: 'thread',
    created_at: usual.createdAt,
    metadata: usual.metadata,
    tool_resources: { code_interpreter: { file_ids: usual.fileIds } },
  })
}

/** The nth thread of the upstream, which has all there can be. Ids are of one length, so that answers are too. */
export function remoteThread(index: number): KnownThread {
  return { id: `thread_${String(index).padStart(24, '0')}`, createdAt: usual.createdAt, metadata: usual.metadata }
}
