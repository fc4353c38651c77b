import pg from 'pg'

/**
 * What a failed statement means for what it was to do:
 * - `refused`: the server did nothing, and would do nothing the next time.
 * - `busy`: the server did nothing, for want of time or means.
 * - `conflict`: the server took back what it did, because of others; it may be sent again at once.
 * - `unsent`: it never reached a server that could do it.
 * - `lost`: nobody knows. It may have been done.
 */
export type Fate = 'refused' | 'busy' | 'conflict' | 'unsent' | 'lost'

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const states = {
  readOnly: '25006',
  serializationFailure: '40001',
  deadlock: '40P01',
  completionUnknown: '40003',
  lockNotAvailable: '55P03',
  canceled: '57014',
} as const

/** What became of a statement that failed with an error. */
export function fateOf(error: unknown): Fate {
  const state = sqlState(error)
  if (state === undefined) return wasNotSent(error) ? 'unsent' : 'lost'
  // The connection ends with these, and a commit may have come before: a shutdown, a crash of the server.
  if (endsConnection(error) || state.startsWith('08') || state === states.completionUnknown) return 'lost'
  if (state === states.serializationFailure || state === states.deadlock) return 'conflict'
  if (state === states.readOnly) return 'unsent'
  // Class 53 is a full disk, a lack of memory, too many connections.
  if (state === states.lockNotAvailable || state === states.canceled || state.startsWith('53')) return 'busy'
  return 'refused'
}

/** The five characters by which the server says what failed; undefined for an error that it did not send. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** Whether the server has turned into one that is only read. */
export function isReadOnly(error: unknown): boolean {
  return sqlState(error) === states.readOnly
}

/** Whether there was no response for as long as the driver waits: the server, or what is before it, hangs. */
export function hasNoResponse(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout'
}

/** Whether the server cannot have a statement any more, or yet: not `ERROR`, after which it goes on. */
function endsConnection(error: unknown): boolean {
  // Where the server speaks another language, class 57P (shutdown, crash, cannot connect now) still tells.
  if (!(error instanceof pg.DatabaseError)) return false
  return error.severity === 'FATAL' || error.severity === 'PANIC' || error.code?.startsWith('57P') === true
}

/** pg has no code for a statement that it did not send, because the connection was known to be lost. */
function wasNotSent(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith('is not queryable')
}
