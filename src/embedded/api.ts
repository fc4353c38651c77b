import { type Context, Hono, type Handler as HonoHandler } from 'hono'
import { bearerKey, callerKey } from '../core/bearer.ts'
import type { EmbeddedCaller, EmbeddedEnv } from './caller.ts'
import { readJsonBody } from './read-body.ts'
import { type OnError, refusalOf } from './refusal.ts'
import { errorResponse, jsonText, requestId } from './responses.ts'
import { type Endpoint, hasBody, noEndpoint, type Route } from './routes.ts'
import { tenantOf } from './tenant.ts'
import { noBearerKey } from './wire-error.ts'

export interface EmbeddedApiOptions {
  /** Default: nobody is told. */
  onError?: OnError
  /** Bytes that the body of one request may have. Default: 256 kB; a thread at every limit is below 120 kB. */
  maxBodyBytes?: number
}

export interface EmbeddedApi {
  /**
   * Responds to one request. It fits the `fetch` option of any OpenAI client, and any server that has a standard
   * `Request` at hand:
   *
   *     new OpenAI({ baseURL: 'http://embedded/v1', fetch: (url, init) => api.fetch(new Request(url, init)) })
   */
  fetch(request: Request, caller?: EmbeddedCaller): Response | Promise<Response>
}

/** The REST API over HTTP, under `/v1`. It has no state of its own. */
export function createEmbeddedApi(routes: readonly Route[], options: EmbeddedApiOptions = {}): EmbeddedApi {
  const { onError, maxBodyBytes = 256 * 1024 } = options
  const app = new Hono<EmbeddedEnv>({ getPath: pathAsWritten })

  app.use(async (c, next) => {
    await next()
    c.res.headers.set(
      'x-request-id',
      c.env.caller?.requestId ?? requestId(c.req.raw.headers.get('x-request-id')),
    )
  })

  app.use(async (c, next) => {
    const { caller } = c.env
    const key = caller ? bearerKey(caller.authorization) : callerKey(c.req.raw.headers.get('authorization'))
    if (key === undefined) throw noBearerKey()
    c.set('tenant', tenantOf(key))
    await next()
  })

  const refuse = (c: Context<EmbeddedEnv>) => errorResponse(noEndpoint(routes, c.req.method, c.req.path))
  for (const route of routes) {
    if ('missing' in route) app.all(route.path, refuse)
    else if (!route.inProcess) app.on(route.method, route.path, serve(route, maxBodyBytes))
  }
  app.notFound(refuse)
  app.onError((error) => errorResponse(refusalOf(error, onError)))

  return { fetch: (request, caller) => app.fetch(request, { caller }) }
}

/** An endpoint as hono calls it: HTTP on this side, and none of it on the other. */
function serve(endpoint: Endpoint, maxBodyBytes: number): HonoHandler<EmbeddedEnv> {
  const { method, handle, checkId, query, emptyBody } = endpoint
  return async (c, next) => {
    const { searchParams } = new URL(c.req.url)
    if (query && !searchParams.has(query)) return next()
    const text = await handle(c.get('tenant'), {
      id: checkId?.(c.req.param('id') ?? '') ?? '',
      query: searchParams,
      body: hasBody(method) ? await readJsonBody(c.req.raw, maxBodyBytes, emptyBody) : undefined,
    })
    return jsonText(200, text)
  }
}

/** Hono itself would decode it, so that `/v1/%74hreads` got past a proxy that looks for `/v1/threads`. */
function pathAsWritten({ url }: Request): string {
  return new URL(url).pathname
}
