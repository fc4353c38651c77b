import { randomUUID } from 'node:crypto'
import { type ServerPlugin, wasSeen } from '../server-context.ts'

const legal = /^[A-Za-z0-9_-]{1,128}$/

/** Gives each request its id, the caller's own `x-request-id` where that is fit for a log, and its record of work. */
export function useRequestId(): ServerPlugin {
  return {
    onRequest({ request, serverContext }) {
      const own = request.headers.get('x-request-id')
      serverContext.requestId = own !== null && legal.test(own) ? own : randomUUID()
      serverContext.work = {
        startedAt: performance.now(),
        isOperation: false,
        upstreamCalls: 0,
        upstreamMs: 0,
        codes: [],
      }
    },
    onResponse({ response, serverContext }) {
      if (wasSeen(serverContext)) response.headers.set('x-request-id', serverContext.requestId)
    },
  }
}
