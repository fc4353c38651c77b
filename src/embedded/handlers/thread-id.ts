import { randomInt } from 'node:crypto'
import { limits } from '../../core/limits.ts'
import { wrongPrefix } from '../wire-error.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const randomLength = 24

/** A new id: `thread_` and 24 characters of `[A-Za-z0-9]`, from a cryptographic source without bias. */
export function newThreadId(): string {
  const random = Array.from({ length: randomLength }, () => alphabet.charAt(randomInt(alphabet.length)))
  return `thread_${random.join('')}`
}

/**
 * The id, if it can be one: it begins with `thread`, and is at most 256 characters of `[A-Za-z0-9_-]`.
 *
 * @throws WireError 400 for any other.
 */
export function checkThreadId(id: string): string {
  if (/^thread[A-Za-z0-9_-]*$/.test(id) && id.length <= limits.idLength) return id
  throw wrongPrefix('thread_id', id, 'thread')
}
