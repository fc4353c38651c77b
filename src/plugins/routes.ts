import type { Plugin } from 'graphql-yoga'

/**
 * What is served beside `/graphql`: the REST API at `/v1`, where there is one, and the way to GraphiQL from `/`.
 *
 * @param api undefined where the upstream is remote: `/v1` is not found then.
 */
export function useRoutes(api: ((request: Request) => Response | Promise<Response>) | undefined): Plugin {
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (api && url.pathname.startsWith('/v1/')) {
        endResponse(await api(request))
      } else if (url.pathname === '/' && request.method === 'GET') {
        endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: '/graphql' } }))
      }
    },
  }
}
