/**
 * `JSON.parse`, with keys as they are written.
 *
 * V8 takes a key for one that it has seen at that place before where their first characters agree, and compares
 * what is written, escapes and all, with what was meant (seen in V8 13.6, Node 24): after `{"\\":""}`, the object
 * `{"\"":""}` comes out with a backslash for its key. So no key with an escape in it gets that far: it goes through
 * under another name, and is given its own afterwards.
 *
 * @throws SyntaxError for what is not JSON; RangeError where keys with escapes stand too deep.
 */
export function parseJson(text: string): unknown {
  if (!text.includes('\\')) return JSON.parse(text)
  let mark = '#'
  while (text.includes(mark)) mark += '#'
  const keys: string[] = []
  const named = text.replace(STRING, (string: string, colon: string | undefined) =>
    colon !== undefined && string.includes('\\')
      ? `"${mark}${keys.push(JSON.parse(string.slice(0, -colon.length))) - 1}"${colon}`
      : string,
  )
  if (keys.length === 0) return JSON.parse(text)
  return JSON.parse(named, (_, value: unknown) => withOwnNames(value, mark, keys))
}

/** A string of a JSON text, with the colon behind it where it is a key. Takes time in proportion to the text. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/gs

function withOwnNames(value: unknown, mark: string, keys: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  if (!entries.some(([name]) => name.startsWith(mark))) return value
  // `fromEntries` defines properties, so that `__proto__` is a key like any other.
  return Object.fromEntries(
    entries.map(([name, entry]) => [
      name.startsWith(mark) ? keys[Number(name.slice(mark.length))] : name,
      entry,
    ]),
  )
}
