import DataLoader from 'dataloader'
import { codeOf } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { defineLoader } from '../../graphql/context.ts'
import type { LoadedThread, Thread, ThreadsApi } from './api.ts'
import { threadsApi } from './port.ts'

/** Loads threads by id: null where there is none. */
export type ThreadLoader = DataLoader<string, Thread | null>

/**
 * The thread loader of an operation.
 *
 * Ids that are loaded together go upstream together, each once: as one call where the upstream reads many, and else as
 * one per id. One that fails leaves the others alone.
 */
export const threadLoader = defineLoader<ThreadLoader>(({ use, onBatch }) => {
  const api = use(threadsApi)
  return new DataLoader<string, Thread | null>(
    (ids) => {
      onBatch?.(ids.length)
      return loadThreads(api, ids)
    },
    // As many as one call may ask for, where the upstream reads many.
    { maxBatchSize: limits.idsPerLookup },
  )
})

/** An error is returned, not thrown: DataLoader then fails this key, and not its whole batch. */
async function loadThreads(api: ThreadsApi, ids: readonly string[]): Promise<LoadedThread[]> {
  if (!api.getMany || ids.length === 1) return api.getEach(ids)
  try {
    return await api.getMany(ids)
  } catch (error) {
    // One that cannot be used is no reason to hide the others: each says by itself what is wrong with it. Whatever
    // else went wrong would go wrong with each of them as well.
    if (codeOf(error) === 'UPSTREAM_BAD_RESPONSE') return api.getEach(ids)
    return ids.map(() => (error instanceof Error ? error : new Error('a read failed', { cause: error })))
  }
}

/**
 * Runs a mutation of one thread, and lets the loader know: later loads in the same operation get what the
 * upstream returned; after a failure, which may have changed the thread or not, they read it afresh.
 *
 * @param after what later loads get: the changed thread, null when it is deleted, undefined when that is unknown.
 */
export async function writeThrough<T>(
  loader: ThreadLoader,
  id: string,
  mutation: Promise<T>,
  after: (result: T) => Thread | null | undefined,
): Promise<T> {
  try {
    const result = await mutation
    const thread = after(result)
    // `prime` does not replace what is there.
    loader.clear(id)
    if (thread !== undefined) loader.prime(id, thread)
    return result
  } catch (error) {
    loader.clear(id)
    throw error
  }
}
