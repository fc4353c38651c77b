import { randomUUID } from 'node:crypto'
import type { ServerPlugin } from '../core/request-context.ts'

const legal = /^[A-Za-z0-9_-]{1,128}$/

/** The id of a request: the caller's own where that is fit for a log, or a new one. */
export function requestIdOf(own: string | null | undefined): string {
  return own != null && legal.test(own) ? own : randomUUID()
}

/** Gives each request its id, the caller's own `x-request-id` where that is fit for a log, and its record of work. */
export function useRequestId(): ServerPlugin {
  return {
    onRequest({ request, serverContext }) {
      serverContext.requestId = requestIdOf(request.headers.get('x-request-id'))
      serverContext.work = {
        startedAt: performance.now(),
        isOperation: false,
        upstreamCalls: 0,
        upstreamMs: 0,
        codes: [],
      }
    },
    onResponse({ response, serverContext }) {
      response.headers.set('x-request-id', serverContext.requestId)
    },
  }
}
