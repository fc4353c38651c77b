import type { ChangePosition, ChangesEnded, EndOfChanges } from '../core/change-source.ts'
import { codedError, type ErrorCode, inputError } from '../core/errors.ts'

/** What became of a resource. */
export type ChangeKind = 'CREATED' | 'UPDATED' | 'DELETED'

/** The longest cursor that there can be. */
const MAX_CURSOR_LENGTH = 64

/** The cursor of a change, by its position in the log. */
export function changeCursorOf({ position, at }: ChangePosition): string {
  return Buffer.from(`change ${position} ${at}`).toString('base64url')
}

/** The position of a cursor. @throws `BAD_USER_INPUT` for a text that is none. */
export function readChangeCursor(cursor: string | null | undefined): ChangePosition | undefined {
  if (cursor === null || cursor === undefined) return undefined
  const text = cursor.length <= MAX_CURSOR_LENGTH ? Buffer.from(cursor, 'base64url').toString() : ''
  const [position = Number.NaN, at = Number.NaN] =
    /^change (\d{1,16}) (\d{1,16})$/.exec(text)?.slice(1).map(Number) ?? []
  if (Number.isSafeInteger(position) && Number.isSafeInteger(at)) return { position, at }
  throw inputError('after is not the cursor of a change', { argument: 'after', path: [] })
}

/** What a client learns of the end of a subscription, and what it can do. */
const ends: Record<EndOfChanges, { code: ErrorCode; message: string }> = {
  expired: {
    code: 'CHANGES_EXPIRED',
    message: 'The changes since `after` are no longer kept. Read afresh, and subscribe without `after`.',
  },
  'too slow': {
    code: 'SUBSCRIBER_TOO_SLOW',
    message: 'The changes came faster than they were taken. Subscribe again with the cursor of the last one.',
  },
  closing: {
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'The server is about to end. Subscribe again with the cursor of the last change.',
  },
}

/** The end of a stream of changes, as an error of its subscription. */
export function endOfChangesError({ reason }: ChangesEnded) {
  const { code, message } = ends[reason]
  return codedError(code, message)
}
