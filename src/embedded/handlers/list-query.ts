import { limits } from '../../core/limits.ts'
import { invalidValue, tooManyProperties, unknownParameter } from '../wire-error.ts'
import { validateMetadata } from './validate-metadata.ts'

/** What a list is asked for. https://platform.openai.com/docs/api-reference/pagination */
export interface ListQuery {
  limit: number
  descending: boolean
  /** The id of the thread behind which the list begins. */
  after: string | undefined
  /** The id of the thread before which it ends. */
  before: string | undefined
  /** Pairs that the metadata of each thread has. */
  metadata: Record<string, string>
}

/**
 * The query of a list: `limit`, `order`, `after`, `before`, and `metadata[key]=value` for each of at most 16 pairs.
 *
 * @throws WireError 400 that names the parameter.
 */
export function parseListQuery(query: URLSearchParams): ListQuery {
  const metadata: Record<string, string> = Object.create(null)
  const { pairs } = limits.metadata
  for (const [name, value] of query) {
    const [, key] = /^metadata\[(.*)\]$/s.exec(name) ?? []
    if (key !== undefined) metadata[key] = value
    else if (!['limit', 'order', 'after', 'before'].includes(name)) throw unknownParameter(name)
  }
  const count = Object.keys(metadata).length
  if (count > pairs) throw tooManyProperties('metadata', pairs, count)
  validateMetadata(metadata)
  return {
    limit: parseLimit(query.get('limit') ?? String(limits.defaultPageSize)),
    descending: parseOrder(query.get('order') ?? 'desc') === 'desc',
    after: query.get('after') ?? undefined,
    before: query.get('before') ?? undefined,
    metadata,
  }
}

function parseLimit(text: string): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > limits.pageSize) {
    throw invalidValue('limit', `an integer from 1 to ${limits.pageSize}`, text)
  }
  return limit
}

function parseOrder(text: string): string {
  if (text !== 'asc' && text !== 'desc') throw invalidValue('order', "'asc' or 'desc'", text)
  return text
}
