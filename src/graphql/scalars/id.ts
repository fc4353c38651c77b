import { inputError } from '../../core/errors.ts'
import { characters, limits } from '../../core/limits.ts'
import { limitedScalar } from './limited-scalar.ts'
import { kindOf, quote } from './literal.ts'

const legalId = new RegExp(`^[A-Za-z0-9_-]{1,${limits.idLength}}$`)

/**
 * GraphQL's `ID`, held to what may stand in an upstream URL. As a scalar of the schema it is checked with
 * the document, so a bad id is refused before any mutation of that document has run.
 */
export const IdScalar = limitedScalar<string>({
  name: 'ID',
  description: `An id of the upstream: 1 to ${limits.idLength} characters of A-Z, a-z, 0-9, "_" and "-".`,
  check: checkId,
})

/** Whether a caller's value may stand for an id: a string of the legal form, or a whole number. */
export function isId(value: unknown): boolean {
  const id = textOf(value)
  return id !== undefined && legalId.test(id)
}

/**
 * The id that a caller sent, as a string. Whole numbers are ids too, as GraphQL has it, so far as a number
 * can hold them exactly.
 *
 * @throws `BAD_USER_INPUT` when it may not stand in a URL.
 */
export function checkId(value: unknown): string {
  const id = textOf(value)
  if (id === undefined) {
    const came = typeof value === 'number' ? `the number ${value}` : kindOf(value)
    throw inputError(`${came} is not an id; a string is required`)
  }
  if (legalId.test(id)) return id
  const rule = `1 to ${limits.idLength} characters of A-Z, a-z, 0-9, "_" and "-" are allowed`
  const actual = id.length > limits.idLength ? characters(id) : id.length
  const isTooLong = actual > limits.idLength
  throw inputError(
    `${quote(id)} is not an id; ${rule}`,
    isTooLong ? { limit: limits.idLength, actual, unit: 'characters' } : {},
  )
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? String(value) : undefined
}
