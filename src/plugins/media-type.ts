/** What an answer can be written as, the usual first. */
export const mediaTypes = [
  'application/graphql-response+json',
  'application/json',
  'text/event-stream',
  'multipart/mixed',
] as const

/** Whether a caller takes any of the forms that an answer can have, by its `Accept`; yoga reads it in the same way. */
export function acceptsAnswers(accept: string | null | undefined): boolean {
  return acceptedRanges(accept).some((range) => mediaTypes.some((it) => isIn(it, range)))
}

/**
 * The form of JSON that yoga writes an answer in for such an `Accept`: that of the first range that has one.
 * Undefined where none has, and the answer is a stream, or refused.
 */
export function jsonTypeFor(accept: string | null | undefined): (typeof jsonTypes)[number] | undefined {
  for (const range of acceptedRanges(accept)) {
    const type = jsonTypes.find((it) => isIn(it, range))
    if (type) return type
  }
  return undefined
}

/** Where a range has both, as the one for anything, yoga takes plain JSON. */
const jsonTypes = ['application/json', 'application/graphql-response+json'] as const

/** The ranges of an `Accept` that can be met: there is no answer but in UTF-8. */
function acceptedRanges(accept: string | null | undefined): string[] {
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
