import type { GraphQLError } from 'graphql'
import { codedError, type ErrorCode } from '../core/errors.ts'
import { jsonTypeFor } from './media-type.ts'

/** An error of the HTTP request as a whole, with its status. */
export function httpError(
  status: number,
  code: ErrorCode,
  message: string,
  headers: Record<string, string> = {},
): GraphQLError {
  return codedError(code, message, { extensions: { http: { status, headers } } })
}

/**
 * The same as a response, for what is answered before GraphQL is reached.
 *
 * @param accept the `Accept` of the request. Apollo Client reads errors from nothing but the type that it asks for.
 */
export function httpErrorResponse(
  ResponseClass: typeof Response,
  status: number,
  code: ErrorCode,
  message: string,
  headers: Record<string, string> = {},
  accept: string | null = null,
): Response {
  const type = jsonTypeFor(accept ?? undefined) ?? 'application/json'
  return new ResponseClass(JSON.stringify({ errors: [{ message, extensions: { code } }] }), {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, ...headers },
  })
}
