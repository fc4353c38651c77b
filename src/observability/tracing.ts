import {
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api'
import type { RequestContext, RequestHeaders, RequestStats } from '../core/request-context.ts'
import type { CallKind } from '../upstream/failure.ts'
import type { CallObserver } from '../upstream/upstream.ts'

/** Does nothing until someone registers a tracer provider: the command does, where it is told where to send to. */
const tracer = trace.getTracer('threads-graphql')

const ofHeaders: TextMapGetter<RequestHeaders> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  keys: (headers) => [...headers.keys()],
}

/** Begins the span of an operation, a child of the caller's where there is one (`traceparent`). */
export function startTrace({ http, stats }: RequestContext): void {
  const parent = propagation.extract(context.active(), http.headers, ofHeaders)
  const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER }, parent)
  // Without a provider there is a span all the same, of no trace.
  if (isSpanContextValid(span.spanContext())) stats.span = span
}

/** Ends the span of an operation, if there is one. */
export function endTrace({ requestId, stats }: RequestContext): void {
  const { span, type, operation, codes } = stats
  if (!span) return
  if (type) span.updateName(`${type} ${operation ?? ''}`.trim())
  span.setAttributes({
    'graphql.operation.type': type,
    'graphql.operation.name': operation,
    'request.id': requestId,
  })
  endSpan(span, codes[0])
}

const untraced: CallObserver = { headers: {}, end: () => {} }

/** A span for one upstream call, a child of its operation's, and the headers that tell the upstream of it. */
export function traceCall({ span: operation }: RequestStats, kind: CallKind): CallObserver {
  if (!operation) return untraced
  const parent = trace.setSpan(context.active(), operation)
  const span = tracer.startSpan(`upstream ${kind}`, { kind: SpanKind.CLIENT }, parent)
  const headers: Record<string, string> = {}
  propagation.inject(trace.setSpan(parent, span), headers)
  return { headers, end: (code) => endSpan(span, code) }
}

function endSpan(span: Span, code: string | undefined): void {
  if (code !== undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', code)
  }
  span.end()
}
