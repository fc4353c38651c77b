import { inputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { checkLength } from '../../graphql/scalars/check-length.ts'
import { limitedScalar } from '../../graphql/scalars/limited-scalar.ts'
import { kindOf, NOT_YET_KNOWN } from '../../graphql/scalars/literal.ts'

/** `toolResources.codeInterpreter.fileIds`: at most 20 file ids. */
export const CodeInterpreterFileIdsScalar = idListScalar({
  name: 'CodeInterpreterFileIds',
  item: 'file id',
  limit: limits.fileIds,
  place: 'toolResources.codeInterpreter.fileIds',
})

/** `toolResources.fileSearch.vectorStoreIds`: at most 1 vector store id. */
export const FileSearchVectorStoreIdsScalar = idListScalar({
  name: 'FileSearchVectorStoreIds',
  item: 'vector store id',
  limit: limits.vectorStoreIds,
  place: 'toolResources.fileSearch.vectorStoreIds',
})

interface IdListOptions {
  name: string
  /** What is listed. */
  item: string
  limit: number
  /** How messages name the list. */
  place: string
}

function idListScalar({ name, item, limit, place }: IdListOptions) {
  const most = limit === 1 ? `1 ${item}` : `${limit} ${item}s`
  return limitedScalar<string[]>({
    name,
    description: `A list of at most ${most}, each a string of 1 to ${limits.idLength} characters (Unicode code points).`,
    check(value) {
      if (!Array.isArray(value)) {
        throw inputError(`${place} is ${kindOf(value)}; a list of ${item}s is required`)
      }
      if (value.length > limit) {
        throw inputError(
          `${place} has ${value.length} ids; at most ${limit} ${limit === 1 ? 'is' : 'are'} allowed`,
          { limit, actual: value.length, unit: 'ids' },
        )
      }
      return value.map((id, index) => checkListedId(id, `${place}[${index}]`, [index]))
    },
  })
}

function checkListedId(id: unknown, place: string, path: readonly number[]): string {
  // Only while the document is validated, where nobody looks at the result.
  if (id === NOT_YET_KNOWN) return ''
  if (typeof id !== 'string') throw inputError(`${place} is ${kindOf(id)}; a string is required`, { path })
  if (id === '') throw inputError(`${place} is empty; an id is required`, { path })
  if (!id.isWellFormed()) {
    throw inputError(`${place} holds a lone surrogate; valid Unicode is required`, { path })
  }
  checkLength(place, id, limits.idLength, { path })
  return id
}
