import { type RequestReport, shortPath } from '../observability/request-report.ts'
import { requestIdOf } from './request-id.ts'

/** What is sent for a request whose host or path cannot be trusted. */
export interface UrlRefusal {
  status: 400
  headers: Record<string, string>
  body: string
}

/** Refuses a request before any plugin sees it, and reports it. `ownId` is its `x-request-id`, `path` may be any text. */
export function refuseUrl(
  { method, path, ownId }: { method: string; path: string; ownId: string | null | undefined },
  onReport: (report: RequestReport) => void,
): UrlRefusal {
  const requestId = requestIdOf(ownId)
  onReport({
    requestId,
    method,
    path: shortPath(path),
    route: 'other',
    status: 400,
    durationMs: 0,
    code: 'BAD_USER_INPUT',
    reason: 'url',
  })
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    connection: 'close',
  }
  return { status: 400, headers, body: 'The host or the path of the request is malformed.\n' }
}
