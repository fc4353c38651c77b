import { createHash } from 'node:crypto'
import { inputError } from '../core/errors.ts'
import { isId } from './scalars/id.ts'

/** A place in an order: the time that it goes by, in Unix milliseconds, and an id for those of the same time. */
export interface Position {
  at: number
  id: string
}

/** The longest cursor that there can be has an id of the longest length. */
const MAX_CURSOR_LENGTH = 600

/** The cursor of a position. @param scope the order and the filter that it belongs to. */
export function cursorOf({ at, id }: Position, scope: unknown): string {
  return Buffer.from(JSON.stringify([at, id, digestOf(scope)])).toString('base64url')
}

/** The position of a cursor. @throws `BAD_USER_INPUT` for a text that is no cursor, and for the cursor of another order or filter. */
export function readCursor(
  argument: 'after' | 'before',
  cursor: string | null | undefined,
  scope: unknown,
): Position | undefined {
  if (cursor === null || cursor === undefined) return undefined
  const [at, id, digest] = cursor.length <= MAX_CURSOR_LENGTH ? partsOf(cursor) : []
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || typeof id !== 'string' || !isId(id)) {
    throw inputError(`${argument} is not a cursor of this list`, { argument, path: [] })
  }
  if (digest !== digestOf(scope)) {
    const message = `${argument} is the cursor of a list with another order or filter; start again without it`
    throw inputError(message, { argument, path: [] })
  }
  return { at, id }
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

/** Tells scopes apart. It is no signature: a cursor that was made up shows its maker nothing that no other would. */
function digestOf(scope: unknown): string {
  return createHash('sha256').update(JSON.stringify(scope, sortKeys)).digest('base64url').slice(0, 8)
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined)
  return entries.sort(([a], [b]) => (a < b ? -1 : 1))
}
