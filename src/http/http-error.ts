import type { GraphQLError } from 'graphql'
import { codedError, type ErrorCode } from '../core/errors.ts'
import { jsonTypeFor } from './media-type.ts'
import { textResponse } from './text-response.ts'

/** An error of the HTTP request as a whole, with its status. */
export function httpError(
  status: number,
  code: ErrorCode,
  message: string,
  headers: Record<string, string> = {},
): GraphQLError {
  return codedError(code, message, { extensions: { http: { status, headers } } })
}

interface HttpErrorResponseOptions {
  headers?: Record<string, string>
  /** The `Accept` of the request. Apollo Client reads errors from nothing but the type that it asks for. */
  accept?: string | null
}

/** The same as a response, for a request that does not get as far as GraphQL. */
export function httpErrorResponse(
  status: number,
  code: ErrorCode,
  message: string,
  { headers = {}, accept = null }: HttpErrorResponseOptions = {},
): Response {
  const type = jsonTypeFor(accept ?? undefined) ?? 'application/json'
  const text = JSON.stringify({ errors: [{ message, extensions: { code } }] })
  return textResponse(status, `${type}; charset=utf-8`, text, headers)
}
