import type { RequestContext } from '../core/request-context.ts'
import { textResponse } from './text-response.ts'

export interface Routes {
  /** The REST API; undefined where the upstream is remote: `/v1` is not found then. */
  api: ((request: Request, caller: RequestContext) => Response | Promise<Response>) | undefined
  /** Where the text cannot be had, as when other processes do not respond, `/metrics` is not available. */
  metrics: { text: () => Promise<string>; contentType: string }
}

/** What is served beside `/graphql`: the REST API at `/v1`, `/metrics`, and the way to GraphiQL from `/`. */
export function createRoutes({ api, metrics }: Routes) {
  async function metricsResponse(): Promise<Response> {
    const text = await metrics.text().catch(() => undefined)
    return text === undefined
      ? new Response(null, { status: 503 })
      : textResponse(200, metrics.contentType, text)
  }

  /** Undefined where nothing is served at the path. */
  return async (request: Request, context: RequestContext): Promise<Response | undefined> => {
    const { pathname } = context.http.url
    if (api && pathname.startsWith('/v1/')) {
      const response = await api(request, context)
      // The rest of a body that is too large is not read: the connection cannot be used again.
      if (response.status === 413) response.headers.set('connection', 'close')
      return response
    }
    if (pathname !== '/' && pathname !== '/metrics') return undefined
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    }
    return pathname === '/'
      ? new Response(null, { status: 302, headers: { location: '/graphql' } })
      : metricsResponse()
  }
}
