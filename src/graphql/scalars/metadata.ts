import { inputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { checkLength } from './check-length.ts'
import { limitedScalar } from './limited-scalar.ts'
import { kindOf, NOT_YET_KNOWN, quote, Unrepresentable } from './literal.ts'

/** A map of strings without a prototype, so that no key has a meaning of its own. */
export type Metadata = Record<string, string>

const { pairs, keyLength, valueLength } = limits.metadata

/** The `Metadata` scalar: a JSON object of strings that keeps the documented limits. */
export const MetadataScalar = limitedScalar({
  name: 'Metadata',
  description:
    `A JSON object of strings: at most ${pairs} pairs, each key at most ${keyLength} and each value at most ` +
    `${valueLength} characters (Unicode code points). Keys that are not GraphQL names need a variable.`,
  check: checkMetadata,
})

/**
 * The map that a caller sent, copied into one without a prototype.
 *
 * @throws `BAD_USER_INPUT` naming the path, the limit and what came.
 * @example checkMetadata({ user: 'abc123' }) // the same pair
 * @example checkMetadata({ topic: 5 }) // metadata["topic"] is a number; a string is required
 */
export function checkMetadata(value: unknown): Metadata {
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    value instanceof Unrepresentable
  ) {
    throw inputError(`metadata is ${kindOf(value)}; an object of strings is required`)
  }
  const entries = Object.entries(value)
  if (entries.length > pairs) {
    throw inputError(`metadata has ${entries.length} pairs; at most ${pairs} are allowed`, {
      limit: pairs,
      actual: entries.length,
      unit: 'pairs',
    })
  }
  const metadata: Metadata = Object.create(null)
  for (const [key, entry] of entries) {
    checkKey(key)
    metadata[key] = checkValue(key, entry)
  }
  return metadata
}

function checkKey(key: string): void {
  const place = `the metadata key ${quote(key)}`
  const problem = { path: [key] }
  if (!key.isWellFormed())
    throw inputError(`${place} holds a lone surrogate; valid Unicode is required`, problem)
  checkLength(place, key, keyLength, problem)
}

function checkValue(key: string, value: unknown): string {
  const place = `metadata[${quote(key)}]`
  const problem = { path: [key] }
  // Only while the document is validated, where nobody looks at the result.
  if (value === NOT_YET_KNOWN) return ''
  if (typeof value !== 'string')
    throw inputError(`${place} is ${kindOf(value)}; a string is required`, problem)
  if (!value.isWellFormed())
    throw inputError(`${place} holds a lone surrogate; valid Unicode is required`, problem)
  checkLength(place, value, valueLength, problem)
  return value
}
