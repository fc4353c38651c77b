import type { GraphQLError } from 'graphql'
import { codedError, type ErrorCode } from '../errors.ts'

/** An error of the HTTP request as a whole, with its status. */
export function httpError(
  status: number,
  code: ErrorCode,
  message: string,
  headers: Record<string, string> = {},
): GraphQLError {
  return codedError(code, message, { extensions: { http: { status, headers } } })
}

/** The same as a response, for what is answered before GraphQL is reached. */
export function httpErrorResponse(
  ResponseClass: typeof Response,
  status: number,
  code: ErrorCode,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return new ResponseClass(JSON.stringify({ errors: [{ message, extensions: { code } }] }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}
