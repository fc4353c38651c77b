import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { ServerContext, ServerPlugin } from '../server-context.ts'
import type { CallKind } from '../upstream/failure.ts'

/** Does nothing until someone registers a tracer provider: the command does, where it is told where to send to. */
const tracer = trace.getTracer('threads-graphql')
const spans = new WeakMap<object, Span>()

/** A span for each operation, a child of the caller's where there is one (`traceparent`). */
export function useTracing(): ServerPlugin {
  return {
    onParams({ request, context: serverContext }) {
      const parent = propagation.extract(context.active(), request.headers, {
        get: (headers, name) => headers.get(name) ?? undefined,
        keys: (headers) => [...headers.keys()],
      })
      spans.set(
        (serverContext as ServerContext).work,
        tracer.startSpan('graphql', { kind: SpanKind.SERVER }, parent),
      )
    },
    onResponse({ serverContext: { work, requestId } }) {
      const span = spans.get(work)
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

/**
 * A span for one upstream call, a child of its operation's.
 *
 * @returns the headers that tell the upstream of it, and how to end it: with a code where it failed.
 */
export function traceCall(
  work: object,
  kind: CallKind,
): { headers: Record<string, string>; end: (code?: string) => void } {
  const operation = spans.get(work)
  const parent = operation ? trace.setSpan(context.active(), operation) : context.active()
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
