import { LRUCache } from 'lru-cache'

/** Media types of a response, the usual first. */
export const mediaTypes = [
  'application/graphql-response+json',
  'application/json',
  'text/event-stream',
  'multipart/mixed',
] as const

/** Whether a client accepts any of the media types of a response, by its `Accept`; yoga reads it in the same way. */
export function acceptsResponse(accept: string | null): boolean {
  return acceptedRanges(accept).some((range) => mediaTypes.some((it) => isIn(it, range)))
}

/**
 * Whether a client accepts a stream of events, by its `Accept`: where it accepts anything, or `multipart/mixed`, yoga
 * would send something else.
 */
export function acceptsEvents(accept: string | null): boolean {
  const ranges = acceptedRanges(accept)
  return ranges.includes('text/event-stream') && !ranges.some((range) => isIn('multipart/mixed', range))
}

/**
 * The form of JSON that yoga writes a response in for such an `Accept`: that of the first range that has one.
 * Undefined where none has, and the response is a stream, or refused.
 */
export function jsonTypeFor(accept = '*/*'): JsonType | undefined {
  let type = known.get(accept)
  if (!type) {
    type = readJsonType(accept)
    known.set(accept, type)
  }
  return type === 'none' ? undefined : type
}

type JsonType = (typeof jsonTypes)[number]

/** Clients are of a few kinds, and each kind always sends the same. */
const known = new LRUCache<string, JsonType | 'none'>({ max: 100 })

function readJsonType(accept: string): JsonType | 'none' {
  for (const range of acceptedRanges(accept)) {
    const type = jsonTypes.find((it) => isIn(it, range))
    if (type) return type
  }
  return 'none'
}

/** Where a range has both, as the one for anything, yoga takes plain JSON. */
const jsonTypes = ['application/json', 'application/graphql-response+json'] as const

/** The ranges of an `Accept` that can be met: there is no response but in UTF-8. */
function acceptedRanges(accept: string | null): string[] {
  const ranges = (accept || '*/*').replace(/\s/g, '').toLowerCase().split(',')
  return ranges.flatMap((range) => {
    const [type = '', ...parameters] = range.split(';')
    const charset = parameters.find((it) => it.includes('charset=')) ?? 'charset=utf-8'
    return charset === 'charset=utf-8' ? [type] : []
  })
}

function isIn(mediaType: string, range: string): boolean {
  const [type, subtype] = range.split('/')
  const [ownType, ownSubtype] = mediaType.split('/')
  return (type === '*' || type === ownType) && (subtype === '*' || subtype === ownSubtype)
}
