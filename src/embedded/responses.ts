import { randomBytes } from 'node:crypto'
import type { WireError } from './wire-error.ts'

/** A response whose body is JSON text already. */
export function jsonText(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'application/json' } })
}

/** The response that a refusal stands for. */
export function errorResponse(error: WireError): Response {
  const response = jsonText(error.status, JSON.stringify(error))
  for (const [name, value] of Object.entries(error.headers)) response.headers.set(name, value)
  return response
}

/** The id that a response has as `x-request-id`: the caller's own where it is well-formed, or a new one. */
export function requestId(own: string | null): string {
  return own !== null && /^[A-Za-z0-9_-]{1,128}$/.test(own) ? own : `req_${randomBytes(16).toString('hex')}`
}
