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
import type { ServerContext, ServerPlugin, Work } from '../core/request-context.ts'
import type { CallKind } from '../upstream/failure.ts'
import type { WatchedCall } from '../upstream/upstream.ts'

/** Does nothing until someone registers a tracer provider: the command does, where it is told where to send to. */
const tracer = trace.getTracer('threads-graphql')

const ofHeaders: TextMapGetter<Headers> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  keys: (headers) => [...headers.keys()],
}

/** A span for each operation, a child of the caller's where there is one (`traceparent`). */
export function useTracing(): ServerPlugin {
  return {
    onParams({ request, context: serverContext }) {
      const parent = propagation.extract(context.active(), request.headers, ofHeaders)
      const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER }, parent)
      // Without a provider there is a span all the same, of no trace.
      if (isSpanContextValid(span.spanContext())) (serverContext as ServerContext).work.span = span
    },
    onResponse({ serverContext }) {
      const { requestId, work } = serverContext
      const { span } = work
      if (!span) return
      if (work.type) span.updateName(`${work.type} ${work.operation ?? ''}`.trim())
      span.setAttributes({
        'graphql.operation.type': work.type,
        'graphql.operation.name': work.operation,
        'request.id': requestId,
      })
      endSpan(span, work.codes[0])
    },
  }
}

const untraced: WatchedCall = { headers: {}, end: () => {} }

/** A span for one upstream call, a child of its operation's, and the headers that tell the upstream of it. */
export function traceCall({ span: operation }: Work, kind: CallKind): WatchedCall {
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
