/** The pause before a worker that has died is replaced, in milliseconds. */
const SHORTEST_MS = 100
const LONGEST_MS = 30_000
/** Whoever has lived for this long, in milliseconds, was well: what ended it has nothing to do with its start. */
const WELL_MS = 60_000

/**
 * How long, in milliseconds, a place stays empty after a worker has died there: twice as long each time, so that
 * workers that cannot live do not take the machine from those that serve.
 *
 * @param previous the pause before this worker; 0 for the first one.
 * @param lived for how long this one has lived, in milliseconds.
 */
export function nextPause(previous: number, lived: number): number {
  if (previous === 0 || lived >= WELL_MS) return SHORTEST_MS
  return Math.min(previous * 2, LONGEST_MS)
}
