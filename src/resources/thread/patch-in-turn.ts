import { inputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import type { Metadata } from '../../graphql/scalars/metadata.ts'
import type { MetadataChanges } from './api.ts'

/** The last of those that wait for their turn, by what they wait for. */
const lastInTurn = new Map<string, Promise<unknown>>()

/** Runs something once all that came before it for the same key is over. Within this process alone. */
export async function inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
  const turn = (lastInTurn.get(key) ?? Promise.resolve()).then(run, run)
  lastInTurn.set(key, turn)
  try {
    return await turn
  } finally {
    if (lastInTurn.get(key) === turn) lastInTurn.delete(key)
  }
}

/**
 * Metadata with single pairs changed.
 *
 * @throws `BAD_USER_INPUT` where it would have too many pairs.
 */
export function patchedMetadata(metadata: Metadata, { set, unset }: MetadataChanges): Metadata {
  const patched: Metadata = Object.assign(Object.create(null), metadata)
  for (const key of unset) delete patched[key]
  for (const [key, value] of Object.entries(set)) patched[key] = value
  const { length: actual } = Object.keys(patched)
  const limit = limits.metadata.pairs
  if (actual > limit) {
    throw inputError(tooManyPairs, { argument: 'set', path: [], limit, actual, unit: 'pairs' })
  }
  return patched
}

/** What a patch is told that would make too many pairs. */
export const tooManyPairs = `metadata would have more than ${limits.metadata.pairs} pairs; unset some`
