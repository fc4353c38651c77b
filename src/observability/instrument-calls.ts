import type { Work } from '../core/request-context.ts'
import type { CallKind } from '../upstream/failure.ts'
import type { WatchedCall } from '../upstream/upstream.ts'
import type { Metrics } from './metrics.ts'
import { traceCall } from './tracing.ts'

/** Counts, times and traces the upstream calls of one request. */
export function watchCalls(work: Work, metrics: Metrics): (kind: CallKind) => WatchedCall {
  return (kind) => {
    const startedAt = performance.now()
    const endMetric = metrics.upstreamCall(kind)
    const span = traceCall(work, kind)
    work.upstreamCalls++
    return {
      headers: span.headers,
      end(code) {
        work.upstreamMs += performance.now() - startedAt
        endMetric(code)
        span.end(code)
      },
    }
  }
}
