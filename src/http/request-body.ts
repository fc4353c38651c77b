import {
  BodyAlreadyRead,
  BodyNotJson,
  BodyTooLarge,
  isEncoded,
  isJson,
  parseBody,
  readBytes,
} from '../core/body.ts'
import { httpError } from './http-error.ts'

/**
 * The JSON value in a request's body, its bytes counted while they come in. A form or plain text is refused: a page of
 * another site could send that without asking. https://graphql.github.io/graphql-over-http/draft/#sec-POST
 *
 * @throws GraphQLError with a status.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  if (!isJson(request.headers.get('content-type'))) {
    const message = 'The body of the request must be JSON in UTF-8, sent as application/json'
    throw httpError(415, 'BAD_USER_INPUT', message, { accept: 'application/json' })
  }
  if (isEncoded(request.headers.get('content-encoding'))) {
    const message = 'The body of the request must not be compressed (Content-Encoding)'
    throw httpError(415, 'BAD_USER_INPUT', message, { 'accept-encoding': 'identity' })
  }
  const bytes = await readBytes(request, maxBytes).catch((error: unknown) => {
    // The rest of the body is not read: the connection cannot be used again.
    if (error instanceof BodyTooLarge)
      throw httpError(413, 'BAD_USER_INPUT', error.message, { connection: 'close' })
    if (error instanceof BodyAlreadyRead) throw httpError(400, 'BAD_USER_INPUT', error.message)
    // Any other failure is of a stream that ended early: the client disconnected.
    throw httpError(400, 'BAD_USER_INPUT', 'The body of the request ended early')
  })
  return parseJsonBody(bytes)
}

/** @throws GraphQLError with a status, where a body is not JSON. */
export function parseJsonBody(bytes: Uint8Array): unknown {
  try {
    return parseBody(bytes)
  } catch (error) {
    if (error instanceof BodyNotJson) throw httpError(400, 'BAD_USER_INPUT', error.message)
    throw error
  }
}
