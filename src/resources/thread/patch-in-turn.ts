import { codedError, inputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import type { Metadata } from '../../graphql/scalars/metadata.ts'
import type { MetadataChanges } from './api.ts'

/** Changes of one thread by one caller that may wait for their turn; further ones fail. */
const MAX_WAITING = 100

interface Turns {
  last: Promise<unknown>
  waiting: number
}

const turnsByKey = new Map<string, Turns>()

/**
 * Runs something once all that came before it for the same key is over. Within this process alone.
 *
 * @throws `UPSTREAM_UNAVAILABLE` where too many wait.
 */
export async function inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
  const turns = turnsByKey.get(key) ?? { last: Promise.resolve(), waiting: 0 }
  if (turns.waiting === MAX_WAITING) {
    const message = 'Too many changes of this thread wait for their turn. The change was not sent.'
    throw codedError('UPSTREAM_UNAVAILABLE', message)
  }
  const turn = turns.last.then(run, run)
  turns.last = turn
  turns.waiting++
  turnsByKey.set(key, turns)
  try {
    return await turn
  } finally {
    if (--turns.waiting === 0) turnsByKey.delete(key)
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
