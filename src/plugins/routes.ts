import type { Plugin } from 'graphql-yoga'
import type { ServerContext } from '../server-context.ts'

export interface Routes {
  /** The REST API; undefined where the upstream is remote: `/v1` is not found then. */
  api: ((request: Request, caller: ServerContext) => Response | Promise<Response>) | undefined
  metrics: { text: () => Promise<string>; contentType: string }
}

/** What is served beside `/graphql`: the REST API at `/v1`, `/metrics`, and the way to GraphiQL from `/`. */
export function useRoutes({ api, metrics }: Routes): Plugin<object, ServerContext> {
  return {
    async onRequest({ request, url, serverContext, endResponse, fetchAPI }) {
      if (api && url.pathname.startsWith('/v1/')) {
        endResponse(await api(request, serverContext))
      } else if (url.pathname === '/metrics' && request.method === 'GET') {
        const headers = { 'content-type': metrics.contentType }
        endResponse(new fetchAPI.Response(await metrics.text(), { headers }))
      } else if (url.pathname === '/' && request.method === 'GET') {
        endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: '/graphql' } }))
      }
    },
  }
}
