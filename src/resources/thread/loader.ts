import DataLoader from 'dataloader'
import { codeOf } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import type { Upstream } from '../../upstream/upstream.ts'
import { decodeThread, decodeThreads, type Thread, threadPath, threadsPath } from './wire.ts'

/** Loads threads by id: null where there is none. */
export type ThreadLoader = DataLoader<string, Thread | null>

/**
 * The thread loader of one request; never shared between requests, since it remembers what one caller saw.
 *
 * Ids that are loaded together go upstream together, each once: as one request where the upstream reads many, and
 * else as one per id. One that fails leaves the others alone.
 *
 * @param onBatch is told how many ids go off together.
 */
export function createThreadLoader(upstream: Upstream, onBatch?: (size: number) => void): ThreadLoader {
  return new DataLoader<string, Thread | null>(
    (ids) => {
      onBatch?.(ids.length)
      return upstream.readsMany && ids.length > 1 ? readThreads(upstream, ids) : readEach(upstream, ids)
    },
    // As many as one request may ask for, where the upstream reads many.
    { maxBatchSize: limits.idsPerLookup },
  )
}

async function readThreads(upstream: Upstream, ids: readonly string[]): Promise<(Thread | null | Error)[]> {
  try {
    const threads = await upstream.read(
      (client, options) => client.get(threadsPath(ids), options),
      (answer) => decodeThreads(answer, ids),
    )
    return ids.map((id) => threads.get(id) ?? null)
  } catch (error) {
    // One that cannot be used is no reason to hide the others: each says by itself what is wrong with it. Whatever
    // else went wrong would go wrong with each of them as well.
    if (codeOf(error) === 'UPSTREAM_BAD_RESPONSE') return readEach(upstream, ids)
    return ids.map(() => (error instanceof Error ? error : new Error('a read failed', { cause: error })))
  }
}

/** An error is returned, not thrown: DataLoader then fails this key, and not its whole batch. */
async function readEach(upstream: Upstream, ids: readonly string[]): Promise<(Thread | null | Error)[]> {
  const threads = await upstream.readEach(
    ids,
    (id) => (client, options) => client.get(threadPath(id), options),
    decodeThread,
  )
  return threads.map((thread) => (codeOf(thread) === 'NOT_FOUND' ? null : thread))
}

/**
 * Runs a mutation of one thread, and lets the loader know: later loads in the same operation get what the
 * upstream answered; after a failure, which may have changed the thread or not, they read it afresh.
 *
 * @param after what there is to load now: the changed thread, null when it is gone, undefined when that is unknown.
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
