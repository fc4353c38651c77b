import { inputError } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import { type Position, readCursor } from './cursor.ts'

const { pageSize, defaultPageSize } = limits

/** Arguments of the Relay specification: https://relay.dev/graphql/connections.htm */
export interface PageArgs {
  first?: number | null
  after?: string | null
  last?: number | null
  before?: string | null
}

/** A page that is asked for. */
export interface PageRequest {
  limit: number
  /** Whether it is the end of the range that is wanted, and not its beginning. */
  backward: boolean
  after: Position | undefined
  before: Position | undefined
}

/** A page as an upstream has it, in the order of the query. */
export interface Page<Node> {
  edges: ReadonlyArray<{ node: Node; position: Position }>
  /** From where the next page goes on, or the previous one of a page that is read backward; undefined at the end. */
  next: Position | undefined
}

/** How many nodes a page has at most. */
export function pageSizeOf({ first, last }: PageArgs): number {
  return first ?? last ?? defaultPageSize
}

/**
 * The page that is asked for.
 *
 * @param scope what the cursors belong to: the order and the filter.
 * @throws `BAD_USER_INPUT` for a size out of range, and for a cursor that is none or of another scope.
 */
export function readPage(args: PageArgs, scope: unknown): PageRequest {
  const { first = null, last = null } = args
  if (first !== null && last !== null) {
    throw inputError('first and last are both given; one of them is allowed', { argument: 'last', path: [] })
  }
  checkSize('first', first)
  checkSize('last', last)
  return {
    limit: pageSizeOf(args),
    backward: last !== null,
    after: readCursor('after', args.after, scope),
    before: readCursor('before', args.before, scope),
  }
}

function checkSize(argument: 'first' | 'last', size: number | null): void {
  if (size === null || (size >= 1 && size <= pageSize)) return
  const problem = { argument, path: [], limit: pageSize, actual: size, unit: 'nodes' } as const
  throw inputError(`${argument} is ${size}; 1 to ${pageSize} is allowed`, problem)
}
