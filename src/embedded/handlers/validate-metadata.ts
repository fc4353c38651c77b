import { parseJson } from '../../core/json.ts'
import { characters, limits } from '../../core/limits.ts'
import { nameTooLong, notUnicode, stringTooLong, tooManyProperties, wrongType } from '../wire-error.ts'
import { isObject } from './is-object.ts'

const { pairs, keyLength, valueLength } = limits.metadata

/**
 * Metadata within its limits, as JSON text. Keys such as `__proto__` are like any other: the value comes from
 * `JSON.parse`, which makes them own properties, and is never copied into another object.
 *
 * @throws WireError 400 that names the key and the limit.
 */
export function validateMetadata(metadata: unknown): string {
  if (!isObject(metadata)) throw wrongType('metadata', 'an object', metadata)
  const entries = Object.entries(metadata)
  if (entries.length > pairs) throw tooManyProperties('metadata', pairs, entries.length)
  for (const [key, value] of entries) {
    checkKey(key)
    checkValue(`metadata.${key}`, value)
  }
  return JSON.stringify(metadata)
}

/**
 * Changes of single pairs: a string sets a value, and null removes a pair.
 *
 * @throws WireError 400 that names the key and the limit.
 */
export function validateMetadataPatch(patch: unknown): Map<string, string | null> {
  if (!isObject(patch)) throw wrongType('metadata', 'an object', patch)
  const entries = Object.entries(patch)
  // As many as there can be to remove, and as many to set in their place.
  if (entries.length > 2 * pairs) throw tooManyProperties('metadata', 2 * pairs, entries.length)
  for (const [key, value] of entries) {
    checkKey(key)
    if (value !== null) checkValue(`metadata.${key}`, value)
  }
  return new Map(entries as [string, string | null][])
}

/**
 * Metadata with changes of single pairs, both as JSON text.
 *
 * @throws WireError 400 where it would have too many pairs.
 */
export function patchMetadata(metadata: string, patch: Map<string, string | null>): string {
  const pairsByKey = new Map(Object.entries<unknown>(Object(parseJson(metadata))))
  for (const [key, value] of patch) {
    if (value === null) pairsByKey.delete(key)
    else pairsByKey.set(key, value)
  }
  if (pairsByKey.size > pairs) throw tooManyProperties('metadata', pairs, pairsByKey.size)
  return JSON.stringify(fromEntries(pairsByKey))
}

/** Without a prototype, so that `__proto__` is a key like any other. */
function fromEntries(entries: Iterable<[string, unknown]>): object {
  const map: Record<string, unknown> = Object.create(null)
  for (const [key, value] of entries) map[key] = value
  return map
}

function checkKey(key: string): void {
  if (!key.isWellFormed()) throw notUnicode('metadata', 'a property name')
  const length = characters(key)
  if (length > keyLength) throw nameTooLong('metadata', key, keyLength, length)
}

function checkValue(param: string, value: unknown): void {
  if (typeof value !== 'string') throw wrongType(param, 'a string', value)
  if (!value.isWellFormed()) throw notUnicode(param, 'the string')
  const length = characters(value)
  if (length > valueLength) throw stringTooLong(param, valueLength, length)
}
