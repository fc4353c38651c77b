import { randomUUID } from 'node:crypto'

/**
 * `JSON.parse`, with keys as they are written, in time proportional to the text.
 *
 * V8 13 confuses a key that holds an escape with a key that it has seen at the same place before: after
 * `{"\\":""}`, the object `{"\"":""}` is parsed with a backslash for its key
 * (https://github.com/nodejs/node/issues/63785). So a key that holds an escape is parsed under another name, and
 * is given its own afterwards. Texts without such a key go to `JSON.parse` as they are.
 *
 * @throws SyntaxError for text that is not JSON.
 */
export function parseJson(text: string): unknown {
  if (!text.includes('\\')) return JSON.parse(text)
  const places = findEscapedKeys(text)
  if (places.length === 0) return JSON.parse(text)
  // No caller can know it, so none can write it.
  const mark = randomUUID()
  const placeholders = new Map<string, string>()
  const names = new Map<string, string>()
  const pieces: string[] = []
  let copied = 0
  for (const [start, end] of places) {
    const key = text.slice(start, end)
    let placeholder = placeholders.get(key)
    if (placeholder === undefined) {
      placeholder = mark + placeholders.size
      placeholders.set(key, placeholder)
      names.set(placeholder, JSON.parse(key))
    }
    pieces.push(text.slice(copied, start), `"${placeholder}"`)
    copied = end
  }
  pieces.push(text.slice(copied))
  return withNames(JSON.parse(pieces.join('')), names)
}

/** Where the keys with an escape begin and end, quotes included. Reads each character a bounded number of times. */
function findEscapedKeys(text: string): [start: number, end: number][] {
  const places: [number, number][] = []
  let backslash = text.indexOf('\\')
  for (let start = text.indexOf('"'); start !== -1 && backslash !== -1; ) {
    const end = endOfString(text, start)
    // Never closed: `JSON.parse` says what is wrong with it.
    if (end === -1) break
    if (backslash < start) backslash = text.indexOf('\\', start)
    if (backslash !== -1 && backslash < end && isKey(text, end)) places.push([start, end])
    start = text.indexOf('"', end)
  }
  return places
}

/** The index behind the closing quote of the string that opens at `start`; -1 where there is none. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let before = quote
    while (text.charCodeAt(before - 1) === BACKSLASH) before--
    // An even number of backslashes escape each other, and not the quote.
    if ((quote - before) % 2 === 0) return quote + 1
  }
  return -1
}

const BACKSLASH = 0x5c
const COLON = 0x3a
/** Space, tab, line feed and carriage return: JSON has no other white space. */
const WHITE_SPACE = [0x20, 0x09, 0x0a, 0x0d]

function isKey(text: string, end: number): boolean {
  let at = end
  while (WHITE_SPACE.includes(text.charCodeAt(at))) at++
  return text.charCodeAt(at) === COLON
}

/** A parsed value with its keys renamed, at any depth; their order stays. */
function withNames(parsed: unknown, names: ReadonlyMap<string, string>): unknown {
  const root = { parsed }
  const open: object[] = [root]
  for (let container = open.pop(); container !== undefined; container = open.pop()) {
    for (const [key, child] of Object.entries(container)) {
      if (typeof child !== 'object' || child === null) continue
      const renamed = Array.isArray(child) ? child : rename(child, names)
      if (renamed !== child) Reflect.set(container, key, renamed)
      open.push(renamed)
    }
  }
  return root.parsed
}

function rename(object: object, names: ReadonlyMap<string, string>): object {
  const keys = Object.keys(object)
  if (!keys.some((key) => names.has(key))) return object
  // `fromEntries` defines properties, so that `__proto__` is a key like any other.
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]))
}
