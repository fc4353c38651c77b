import type { ServerContext, ServerPlugin } from '../server-context.ts'

export interface Routes {
  /** The REST API; undefined where the upstream is remote: `/v1` is not found then. */
  api: ((request: Request, caller: ServerContext) => Response | Promise<Response>) | undefined
  /** Where the text is not to be had, as when other processes do not answer, `/metrics` is not available. */
  metrics: { text: () => Promise<string>; contentType: string }
}

/** What is served beside `/graphql`: the REST API at `/v1`, `/metrics`, and the way to GraphiQL from `/`. */
export function useRoutes({ api, metrics }: Routes): ServerPlugin {
  return {
    async onRequest({ request, url, serverContext, endResponse, fetchAPI }) {
      if (api && url.pathname.startsWith('/v1/')) {
        const response = await api(request, serverContext)
        // What is left of a body that is too large is not read: the connection is of no more use.
        if (response.status === 413) response.headers.set('connection', 'close')
        endResponse(response)
      } else if (url.pathname === '/metrics' || url.pathname === '/') {
        if (request.method !== 'GET' && request.method !== 'HEAD') {
          endResponse(new fetchAPI.Response(null, { status: 405, headers: { allow: 'GET, HEAD' } }))
        } else if (url.pathname === '/') {
          endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: '/graphql' } }))
        } else {
          const text = await metrics.text().catch(() => undefined)
          endResponse(
            text === undefined
              ? new fetchAPI.Response(null, { status: 503 })
              : new fetchAPI.Response(text, { headers: { 'content-type': metrics.contentType } }),
          )
        }
      }
    },
  }
}
