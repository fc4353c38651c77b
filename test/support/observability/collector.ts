import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A span as OTLP has it in JSON. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  /** 2: server, 3: client. */
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  /** Code 2: error. */
  status: { code: number }
  attributes: { key: string; value: { stringValue?: string } }[]
}

interface Export {
  resourceSpans: {
    resource: { attributes: Span['attributes'] }
    scopeSpans: { scope: { name: string }; spans: Span[] }[]
  }[]
}

export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  endpoint: string
  /** What was exported, request by request. */
  exports: Export[]
  paths: string[]
  spans: () => Span[]
}

/** Starts a collector of traces. Closed when the test is over. @param silent takes all, and never answers. */
export async function startCollector({ silent = false } = {}): Promise<Collector> {
  const exports: Export[] = []
  const paths: string[] = []
  const server = createServer(async (request, response) => {
    paths.push(request.url ?? '')
    exports.push((await json(request)) as Export)
    if (!silent) response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exports,
    paths,
    spans: () =>
      exports.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
  }
}

/** The attributes of a span, or of its resource, by their names. */
export function attributes(of: Pick<Span, 'attributes'> | undefined): Record<string, string | undefined> {
  return Object.fromEntries(of?.attributes.map(({ key, value }) => [key, value.stringValue]) ?? [])
}
