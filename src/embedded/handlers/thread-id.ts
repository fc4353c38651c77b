import { randomInt } from 'node:crypto'
import { limits } from '../../core/limits.ts'
import { illegalId, threadNotFound, type WireError, wrongPrefix, wrongType } from '../wire-error.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const randomLength = 24

/** A new id: `thread_` and 24 characters of `[A-Za-z0-9]`, from a cryptographic source without bias. */
export function newThreadId(): string {
  const random = Array.from({ length: randomLength }, () => alphabet.charAt(randomInt(alphabet.length)))
  return `thread_${random.join('')}`
}

/**
 * The id, if it can be one: at most 256 characters of `[A-Za-z0-9_-]`.
 *
 * @throws WireError 400 for any other.
 */
export function checkThreadId(id: string): string {
  if (isLegal(id)) return id
  throw wrongPrefix('thread_id', id, 'thread')
}

/**
 * The id that a caller wants a new thread to have.
 *
 * @throws WireError 400 for one that no thread can have.
 */
export function checkOwnId(id: unknown): string {
  if (typeof id !== 'string') throw wrongType('id', 'a string', id)
  if (isLegal(id) && id !== 'runs') return id
  throw illegalId('id', id, limits.idLength)
}

/** The refusal of an id that nobody has made a thread with. */
export function noThread(id: string): WireError {
  return id.startsWith('thread') ? threadNotFound(id) : wrongPrefix('thread_id', id, 'thread')
}

function isLegal(id: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(id) && id.length <= limits.idLength
}
