import { isGraphQLPath } from '../core/paths.ts'
import type { ServerPlugin } from '../core/request-context.ts'

/**
 * 404 for whatever no plugin before this one has served and is not GraphQL. Yoga itself would take every URL that ends
 * with `/graphql` for its own, be that in the query: a proxy that refuses `/graphql` would let `/x?/graphql` through.
 */
export function useUnknownPaths(): ServerPlugin {
  return {
    onRequest({ url, endResponse, fetchAPI }) {
      if (isGraphQLPath(url.pathname)) return
      const headers = { 'content-type': 'text/plain; charset=utf-8' }
      endResponse(
        new fetchAPI.Response('Nothing is served at this path. GraphQL is at /graphql.\n', {
          status: 404,
          headers,
        }),
      )
    },
  }
}
