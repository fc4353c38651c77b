import { randomUUID } from 'node:crypto'
import type { HttpRequest, RequestContext } from '../core/request-context.ts'

const legal = /^[A-Za-z0-9_-]{1,128}$/

/** The id of a request: the caller's own where that is fit for a log, or a new one. */
export function requestIdOf(own: string | null | undefined): string {
  return own != null && legal.test(own) ? own : randomUUID()
}

/** Gives a request its id, the caller's own `x-request-id` where that is fit for a log, and its stats. */
export function beginRequest(http: HttpRequest): RequestContext {
  return {
    http,
    requestId: requestIdOf(http.headers.get('x-request-id')),
    authorization: null,
    stats: {
      startedAt: performance.now(),
      isOperation: false,
      upstreamCalls: 0,
      upstreamMs: 0,
      codes: [],
    },
  }
}
