import { GraphQLError } from 'graphql'
import { codedError } from '../../core/errors.ts'
import type { Page } from '../../graphql/page.ts'
import type { Upstream } from '../../upstream/upstream.ts'
import type { Thread, ThreadFilter, ThreadsRequest } from './api.ts'
import { decodeThreadList } from './wire.ts'

/** What a list is of. */
interface Listed {
  path: string
  decode: (json: unknown) => Thread
}

/**
 * Threads by `GET /threads?limit&order&after&before`, for servers that have it, or by its like for conversations:
 * OpenAI's documented API has neither. It knows no filter, and no order but that of creation.
 */
export async function listThreads(
  upstream: Upstream,
  request: ThreadsRequest,
  { path, decode }: Listed,
): Promise<Page<Thread>> {
  const { limit, backward, after, before, where, orderBy } = request
  if (orderBy.field !== 'CREATED_AT') throw unsupported('order threads by UPDATED_AT')
  if (!isEmpty(where)) throw unsupported('filter threads')
  if (after && before) throw unsupported('list threads between two cursors')
  if (backward ? after : before) throw unsupported('page in this direction from this cursor')
  // The end of a list is the beginning of the one in the other direction.
  const descending = (orderBy.direction === 'DESC') !== backward
  const query = {
    limit,
    order: descending ? 'desc' : 'asc',
    ...(after && { after: after.id }),
    ...(before && { after: before.id }),
  }
  const { threads, hasMore } = await upstream
    .read(
      (client) => client.get(path, { query }),
      (json) => decodeThreadList(json, decode),
    )
    .catch((error: unknown) => {
      throw hasNoList(error) ? unsupported('list threads') : error
    })
  const edges = threads.map((node) => ({ node, position: { at: node.createdAt.getTime(), id: node.id } }))
  const next = hasMore ? edges.at(-1)?.position : undefined
  return { edges: backward ? edges.reverse() : edges, next }
}

function unsupported(what: string): GraphQLError {
  return codedError('UNSUPPORTED_BY_UPSTREAM', `This upstream cannot ${what}.`)
}

/** Whether a failure says that there is nothing at the path of the list. */
function hasNoList(error: unknown): boolean {
  const { upstream } = error instanceof GraphQLError ? error.extensions : {}
  const { status }: { status?: unknown } = Object(upstream)
  return status === 404 || status === 405
}

function isEmpty(where: ThreadFilter): boolean {
  return Object.values(where).every((condition) => condition === null || condition === undefined)
}
