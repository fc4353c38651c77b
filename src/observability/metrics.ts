import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CallKind } from '../upstream/failure.ts'
import type { OperationReport, Route } from './request-report.ts'

/** What is counted, for Prometheus. */
export interface Metrics {
  operation: (report: OperationReport) => void
  /** An HTTP request got its response. */
  request: (route: Route, status: number) => void
  /** A call of the upstream begins; the response ends it, with its code where it failed. */
  upstreamCall: (kind: CallKind) => (code: string | undefined) => void
  /** Ids that a loader sent off together. */
  batch: (size: number) => void
  /** A durable commit of the embedded store, with as many writes in it. */
  commit: (writes: number) => void
  /** The upstream has kept something else than was sent. */
  difference: (what: string) => void
  /** Subscriptions that there are now. */
  subscriptions: (count: number) => void
  /** All of it in Prometheus' text format. */
  text: () => Promise<string>
  contentType: string
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

/** Metrics of one app. @param registry where they are kept. Default: a registry of their own. */
export function createMetrics(registry = new Registry()): Metrics {
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const operations = new Histogram({
    name: 'threads_graphql_operation_duration_seconds',
    help: 'Time from the request to the response, by type of operation and outcome.',
    labelNames: ['type', 'outcome'],
    buckets: seconds,
    registers,
  })
  const errors = new Counter({
    name: 'threads_graphql_errors_total',
    help: 'Errors in responses, by code.',
    labelNames: ['code'],
    registers,
  })
  const requests = new Counter({
    name: 'threads_graphql_http_requests_total',
    help: 'HTTP requests that got a response, by route and status.',
    labelNames: ['route', 'status'],
    registers,
  })
  const upstream = new Histogram({
    name: 'threads_graphql_upstream_duration_seconds',
    help: 'Time of one upstream call, waiting and retries included, by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    buckets: seconds,
    registers,
  })
  let callsInFlight = 0
  new Gauge({
    name: 'threads_graphql_upstream_calls_in_flight',
    help: 'Upstream calls that have begun and not ended, those that wait for a connection included.',
    registers,
    collect() {
      this.set(callsInFlight)
    },
  })
  const batches = new Histogram({
    name: 'threads_graphql_batch_size',
    help: 'Distinct ids that a loader sent off together.',
    buckets: sizes,
    registers,
  })
  const commits = new Histogram({
    name: 'threads_graphql_store_commit_writes',
    help: 'Writes in one durable commit of the embedded store.',
    buckets: sizes,
    registers,
  })

  const differences = new Counter({
    name: 'threads_graphql_upstream_differences_total',
    help: 'Updates after which the upstream had something else than was sent, by what differs.',
    labelNames: ['what'],
    registers,
  })
  const subscriptions = new Gauge({
    name: 'threads_graphql_subscriptions',
    help: 'Subscriptions that have begun and not ended.',
    registers,
  })

  return {
    operation({ type = 'none', codes, durationMs }) {
      operations.observe({ type, outcome: codes.length === 0 ? 'ok' : 'error' }, durationMs / 1000)
      for (const code of codes) errors.inc({ code })
    },
    request: (route, status) => requests.inc({ route, status }),
    upstreamCall(kind) {
      const startedAt = performance.now()
      callsInFlight++
      return (code) => {
        callsInFlight--
        upstream.observe({ kind, outcome: code ?? 'ok' }, (performance.now() - startedAt) / 1000)
      }
    },
    batch: (size) => batches.observe(size),
    commit: (writes) => commits.observe(writes),
    difference: (what) => differences.inc({ what }),
    subscriptions: (count) => subscriptions.set(count),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
