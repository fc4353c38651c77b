import type { RequestHeaders } from '../core/request-context.ts'
import type { Gate } from './gate.ts'

/** Headers of a response, by names in lower case. `Headers` of the Fetch API and a `Map` are such headers. */
export interface ResponseHeaders {
  get(name: string): string | null | undefined
  set(name: string, value: string): unknown
}

/** Responds to a browser that asks what it may send (https://fetch.spec.whatwg.org/#cors-preflight-request). */
export const corsPreflight: Gate = ({ http }) =>
  // Some browsers wait for a body where no length is announced.
  http.method === 'OPTIONS'
    ? new Response(null, { status: 204, headers: { 'content-length': '0' } })
    : undefined

/** Lets pages of the allowed origins read a response, and tells caches that it depends on the origin. */
export function setCorsHeaders(
  request: RequestHeaders,
  response: ResponseHeaders,
  allowed: readonly string[],
): void {
  if (allowed.length === 0) return
  addVary(response, 'Origin')
  const origin = request.get('origin')
  if (origin === null || !allowed.includes(origin)) return
  response.set('access-control-allow-origin', origin)
  const method = request.get('access-control-request-method')
  if (method !== null) response.set('access-control-allow-methods', method)
  const headers = request.get('access-control-request-headers')
  if (headers === null) return
  response.set('access-control-allow-headers', headers)
  addVary(response, 'Access-Control-Request-Headers')
}

/** Adds the name of a request header to `Vary`, beside those that are there. */
function addVary(response: ResponseHeaders, name: string): void {
  const names = response.get('vary')?.split(/\s*,\s*/) ?? []
  if (names.some((known) => known.toLowerCase() === name.toLowerCase())) return
  response.set('vary', [...names, name].join(', '))
}
