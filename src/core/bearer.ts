/** A second credential behind a comma: two `Authorization` headers that were joined into one. */
const joined = /,[\t ]*(?:bearer|basic)[\t ]/i

/** What a header of HTTP cannot hold. Without it, two keys that differ are also two texts that differ in UTF-8. */
const illegal = /[^\t\x20-\x7e\x80-\xff]/

/** The keys that stand for subjects of tokens: `subjectKey`. */
const ofSubject = /^jwt-subject-[0-9a-f]{64}$/

/**
 * The key of an `Authorization: Bearer` header: all that follows the scheme, without the white space around it. Null
 * where there is no header; undefined where there is one that holds no bearer key.
 *
 * @example bearerKey('bearer  My API Key ') // 'My API Key'
 */
export function bearerKey(header: string | null): string | null | undefined {
  if (header === null) return null
  if (!/^[\t ]*bearer[\t ]/i.test(header) || illegal.test(header)) return undefined
  const key = credentialsIn(header)
  return key === '' || joined.test(key) ? undefined : key
}

/** The same for a header that comes from outside, which may not hold a key that stands for the subject of a token. */
export function callerKey(header: string | null): string | null | undefined {
  const key = bearerKey(header)
  return typeof key === 'string' && ofSubject.test(key) ? undefined : key
}

/** What follows the scheme in an `Authorization` header, whatever the scheme is; empty where nothing does. */
export function credentialsIn(header: string): string {
  const trimmed = trim(header)
  const end = trimmed.search(/[\t ]/)
  return end === -1 ? '' : trim(trimmed.slice(end))
}

/**
 * The key that stands for the subject of a token at the embedded upstream. `callerKey` takes none of this form from
 * anybody: a caller who knows the name of a subject knows the key.
 *
 * @param id 64 hex digits.
 */
export function subjectKey(id: string): string {
  return `jwt-subject-${id}`
}

/** Takes away the white space of HTTP alone: `trim` of JavaScript takes U+00A0 too, which is a byte of a key. */
function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
