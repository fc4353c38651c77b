import type { ErrorCode } from '../core/errors.ts'
import { isGraphQLPath } from '../core/paths.ts'
import type { RequestContext, RequestStats } from '../core/request-context.ts'

/** What requests are told apart by in metrics: a closed list, since a path can be anything. */
export type Route = 'graphql' | 'v1' | 'metrics' | 'graphiql' | 'other'

/** An HTTP request that got its response. */
export interface RequestReport {
  requestId: string
  method: string
  /** Without its query, cut to 200 characters. */
  path: string
  route: Route
  status: number
  durationMs: number
  /** Undefined for a success. */
  code: ErrorCode | undefined
  /** Why it was refused, where the code leaves that open. */
  reason: string | undefined
}

/** An operation that got its response. */
export interface OperationReport
  extends Pick<RequestStats, 'type' | 'operation' | 'upstreamCalls' | 'upstreamMs' | 'codes'> {
  requestId: string
  durationMs: number
  status: number
}

export interface ReportOptions {
  /** Told of every request. */
  onRequest: (route: Route, status: number) => void
  /** Told of each that held an operation. */
  onOperation: (report: OperationReport) => void
  /** Told of each that held none, successful probes excluded. */
  onOther: (report: RequestReport) => void
}

/** Characters of a path in a log. */
const MAX_PATH_LENGTH = 200

/** Characters of a method in a log, which can be any word. */
const MAX_METHOD_LENGTH = 20

/** Successful requests to these are not worth a line: they come every few seconds from machines. */
const polled = new Set(['/health', '/ready', '/metrics'])

/** Reports a request once its response is known. */
export function reportRequest(
  { http, requestId, stats }: RequestContext,
  status: number,
  { onRequest, onOperation, onOther }: ReportOptions,
): void {
  const durationMs = performance.now() - stats.startedAt
  if (stats.isOperation) {
    onRequest('graphql', status)
    onOperation({ ...stats, requestId, durationMs, status })
    return
  }
  const { pathname } = http.url
  const route = stats.isPage ? 'graphiql' : routeOf(pathname)
  onRequest(route, status)
  if (status < 400 && polled.has(pathname)) return
  onOther({
    requestId,
    method: http.method.slice(0, MAX_METHOD_LENGTH),
    path: shortPath(pathname),
    route,
    status,
    durationMs,
    code: stats.codes[0] ?? codeOfStatus(status),
    reason: stats.refusal,
  })
}

/** A path as it stands in a log. */
export function shortPath(target: string): string {
  return target.split('?', 1)[0]?.slice(0, MAX_PATH_LENGTH) ?? ''
}

function routeOf(path: string): Route {
  if (isGraphQLPath(path)) return 'graphql'
  if (path.startsWith('/v1/')) return 'v1'
  return path === '/metrics' ? 'metrics' : 'other'
}

function codeOfStatus(status: number): ErrorCode | undefined {
  if (status < 400) return undefined
  return codes[status] ?? (status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR')
}

const codes: Record<number, ErrorCode> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'RATE_LIMITED',
  503: 'UPSTREAM_UNAVAILABLE',
}
