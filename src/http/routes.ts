import type { ServerContext, ServerPlugin } from '../core/request-context.ts'

export interface Routes {
  /** The REST API; undefined where the upstream is remote: `/v1` is not found then. */
  api: ((request: Request, caller: ServerContext) => Response | Promise<Response>) | undefined
  /** Where the text is not to be had, as when other processes do not answer, `/metrics` is not available. */
  metrics: { text: () => Promise<string>; contentType: string }
}

type RequestPayload = Parameters<NonNullable<ServerPlugin['onRequest']>>[0]

const isOfApi = ({ pathname }: URL) => pathname.startsWith('/v1/')

/** What is served beside `/graphql`: the REST API at `/v1`, `/metrics`, and the way to GraphiQL from `/`. */
export function useRoutes({ api, metrics }: Routes): ServerPlugin {
  async function answer({ request, url, serverContext, fetchAPI }: RequestPayload): Promise<Response> {
    if (api && isOfApi(url)) {
      const response = await api(request, serverContext)
      // What is left of a body that is too large is not read: the connection is of no more use.
      if (response.status === 413) response.headers.set('connection', 'close')
      return response
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new fetchAPI.Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    }
    if (url.pathname === '/') {
      return new fetchAPI.Response(null, { status: 302, headers: { location: '/graphql' } })
    }
    const text = await metrics.text().catch(() => undefined)
    return text === undefined
      ? new fetchAPI.Response(null, { status: 503 })
      : new fetchAPI.Response(text, { headers: { 'content-type': metrics.contentType } })
  }

  return {
    onRequest(payload) {
      const { url, endResponse } = payload
      const isHere = (api && isOfApi(url)) || url.pathname === '/metrics' || url.pathname === '/'
      return isHere ? answer(payload).then(endResponse) : undefined
    },
  }
}
