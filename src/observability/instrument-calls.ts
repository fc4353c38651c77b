import type { RequestStats } from '../core/request-context.ts'
import type { CallKind } from '../upstream/failure.ts'
import type { CallObserver } from '../upstream/upstream.ts'
import type { Metrics } from './metrics.ts'
import { traceCall } from './tracing.ts'

/** Counts, times and traces the upstream calls of one request. */
export function instrumentCalls(stats: RequestStats, metrics: Metrics): (kind: CallKind) => CallObserver {
  return (kind) => {
    const startedAt = performance.now()
    const endMetric = metrics.upstreamCall(kind)
    const span = traceCall(stats, kind)
    stats.upstreamCalls++
    return {
      headers: span.headers,
      end(code) {
        stats.upstreamMs += performance.now() - startedAt
        endMetric(code)
        span.end(code)
      },
    }
  }
}
