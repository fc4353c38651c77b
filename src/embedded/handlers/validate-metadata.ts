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
