import { BufferedResponse } from '../core/buffered-response.ts'
import { parseJson } from '../core/json.ts'

/** A successful response that is not what was asked for. Its message is ours: it holds nothing of the response. */
export class BadResponse extends Error {
  override name = 'BadResponse'
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The JSON of a response, whatever it may be: a decoder must look at it before anyone else does. */
export async function readJson(response: Response): Promise<unknown> {
  const body = response instanceof BufferedResponse ? response.content : await response.bytes()
  try {
    return parseJson(replaceLoneSurrogates(typeof body === 'string' ? body : utf8.decode(body)))
  } catch {
    throw new BadResponse('it was not JSON')
  }
}

/** A surrogate pair, a lone surrogate, or the beginning of any other escape. */
const ESCAPE = /\\(?:ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|ud[89a-f][\da-f]{2}|.)/gis

/**
 * JSON text without escapes of half a character, such as `\ud800`: no UTF-8 can hold what they stand for, so each is
 * U+FFFD from here on, in keys as well. Of two keys that become the same, the last one stays, as of two that are.
 */
function replaceLoneSurrogates(json: string): string {
  if (!json.includes('\\u') || !/\\ud[89a-f]/i.test(json)) return json
  return json.replace(ESCAPE, (found) => (found.length === '\\ud800'.length ? '\\ufffd' : found))
}

/** `value` as an object whose fields are still unknown. */
export function expectObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadResponse(`${what} was not an object`)
  return value as Record<string, unknown>
}

export function expectString(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new BadResponse(`${what} was not a string`)
  return value
}

export function expectStrings(value: unknown, what: string): string[] {
  if (!Array.isArray(value)) throw new BadResponse(`${what} was not a list`)
  return value.map((item) => expectString(item, `an item of ${what}`))
}
