import { inspect } from 'node:util'
import { expect } from 'vitest'
import { StoreBusyError, StoreOutcomeUnknownError } from '../../../src/embedded/stores/store.ts'
import { password } from './server.ts'

/** How a write or read ended, as its caller is told: anything else fails the test. */
export type Outcome = 'done' | 'busy' | 'unknown'

/** Waits for a write or read. Whatever it fails with, and everything that this tells of, has no password in it. */
export async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    await work
    return 'done'
  } catch (error) {
    expectNoPassword(error)
    if (error instanceof StoreBusyError) return 'busy'
    if (error instanceof StoreOutcomeUnknownError) return 'unknown'
    throw error
  }
}

export function expectNoPassword(error: unknown): void {
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(password)
}
