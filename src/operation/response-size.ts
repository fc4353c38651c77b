import { GraphQLError } from 'graphql'

/** Bytes of JSON that one UTF-16 unit takes at most: `\u0000`. */
const MAX_UNIT_BYTES = 6

/**
 * Whether a result takes more than so many bytes as JSON in UTF-8, give or take a few for each number. It stops looking once it does, so it costs no more
 * than writing as much as is allowed; a value that is far below the limit is only measured roughly.
 */
export function isLargerThan(maxBytes: number, value: unknown): boolean {
  if (!exceeds(maxBytes / MAX_UNIT_BYTES, value, unitsOf)) return false
  return exceeds(maxBytes, value, bytesOf)
}

/** Adds up the strings of a value and what stands around them, until there are more than so many. */
function exceeds(max: number, root: unknown, sizeOf: (text: string) => number): boolean {
  let size = 0
  const open = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value === 'string') size += sizeOf(value)
    else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) {
        size += 2 + value.length
        for (const item of value) open.push(item)
      } else if (value instanceof Date) size += 26
      else if (value instanceof GraphQLError) open.push(value.toJSON())
      else {
        size += 2
        for (const [key, entry] of Object.entries(value)) {
          size += sizeOf(key) + 2
          open.push(entry)
        }
      }
    } else size += 5
    if (size > max) return true
  }
  return false
}

/** The quotes count as well. */
function unitsOf(text: string): number {
  return text.length + 2
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text))
}
