import { setTimeout as delay } from 'node:timers/promises'
import { propagation, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

/** How long, in milliseconds, the last spans may take to leave: an end of the process does not wait for longer. */
const FLUSH_MS = 400

/**
 * Sends the traces of this process to an OTLP endpoint.
 *
 * @param endpoint without `/v1/traces`, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it.
 * @returns what sends the rest and stops. It never fails: a collector that is away must not keep the process.
 */
export function startTelemetry(endpoint: string, version: string): () => Promise<void> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'threads-graphql', 'service.version': version }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }) }),
    ],
  })
  trace.setGlobalTracerProvider(provider)
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  return async () => {
    const flushed = provider.shutdown().catch(() => {})
    await Promise.race([flushed, delay(FLUSH_MS)])
  }
}
