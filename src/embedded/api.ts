import { Hono } from 'hono'
import { bearerKey, callerKey } from '../core/bearer.ts'
import type { EmbeddedCaller, EmbeddedEnv } from './caller.ts'
import { errorResponse, requestId } from './responses.ts'
import { StoreBusyError, type ThreadStore } from './stores/store.ts'
import { tenantOf } from './tenant.ts'
import { threadRoutes } from './thread-routes.ts'
import { noBearerKey, serverBusy, serverError, unknownUrl, WireError } from './wire-error.ts'

export interface EmbeddedApiOptions {
  /**
   * Told of every failure that was answered with 500 or 503: the client learns only that there was one. It must
   * not throw. Default: nobody is told.
   */
  onError?: (error: unknown) => void
  /** Bytes that the body of one request may have. Default: 256 kB; a thread at every limit is below 120 kB. */
  maxBodyBytes?: number
}

export interface EmbeddedApi {
  /**
   * Answers one request. It fits the `fetch` option of any OpenAI client, and any server that has a standard
   * `Request` at hand:
   *
   *     new OpenAI({ baseURL: 'http://embedded/v1', fetch: (url, init) => api.fetch(new Request(url, init)) })
   */
  fetch(request: Request, caller?: EmbeddedCaller): Response | Promise<Response>
}

/**
 * The REST API of the threads resource, under `/v1`, on a store. It has no state of its own and does not close
 * the store.
 */
export function createEmbeddedApi(store: ThreadStore, options: EmbeddedApiOptions = {}): EmbeddedApi {
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

  app.route('/v1/threads', threadRoutes(store, options.maxBodyBytes ?? 256 * 1024))

  app.notFound((c) => errorResponse(unknownUrl(c.req.method, c.req.path)))
  app.onError((error) => {
    if (error instanceof WireError) return errorResponse(error)
    options.onError?.(error)
    return errorResponse(error instanceof StoreBusyError ? serverBusy() : serverError())
  })

  return { fetch: (request, caller) => app.fetch(request, { caller }) }
}

/** Hono itself would decode it, so that `/v1/%74hreads` got past a proxy that looks for `/v1/threads`. */
function pathAsWritten({ url }: Request): string {
  return new URL(url).pathname
}
