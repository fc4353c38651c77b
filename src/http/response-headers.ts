import type { RequestContext } from '../core/request-context.ts'
import { type ResponseHeaders, setCorsHeaders } from './cors.ts'

/**
 * Sets the headers of every response: browsers take it for what its `Content-Type` says, nobody keeps what a caller
 * was given for a credential, and pages of the allowed origins may read it.
 */
export function setResponseHeaders(
  { http, requestId }: RequestContext,
  headers: ResponseHeaders,
  corsOrigins: readonly string[],
): void {
  headers.set('x-request-id', requestId)
  headers.set('x-content-type-options', 'nosniff')
  if (http.headers.get('authorization') !== null) headers.set('cache-control', 'no-store')
  setCorsHeaders(http.headers, headers, corsOrigins)
}
