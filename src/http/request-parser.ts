import type { GraphQLParams } from 'graphql-yoga'
import {
  BodyAlreadyRead,
  BodyNotJson,
  BodyTooLarge,
  isEncoded,
  isJson,
  parseBody,
  readBytes,
} from '../core/body.ts'
import { parseJson } from '../core/json.ts'
import type { ServerPlugin } from '../core/request-context.ts'
import { httpError } from './http-error.ts'
import { acceptsAnswers, mediaTypes } from './media-type.ts'

/**
 * Reads operations from JSON posts and from the URL, and from nothing else: a form or a text is what a page of
 * another site could send without asking. Bodies are counted while they come in.
 *
 * https://graphql.github.io/graphql-over-http/draft/#sec-POST
 */
export function useRequestParser(maxBodyBytes: number): ServerPlugin {
  return {
    onRequestParse({ request, setRequestParser, endResponse, fetchAPI }) {
      // Yoga looks at this only once it has an answer: a mutation would be done by then.
      if (!acceptsAnswers(request.headers.get('accept'))) {
        const headers = { accept: mediaTypes.join(', ') }
        return endResponse(new fetchAPI.Response(null, { status: 406, headers }))
      }
      if (request.method === 'POST') {
        setRequestParser(() => readOperation(request, maxBodyBytes))
      } else if (request.method === 'GET') {
        setRequestParser(() => readParameters(new URL(request.url).searchParams))
      }
    },
  }
}

/** @throws GraphQLError with a status, where variables or extensions are not JSON. */
function readParameters(parameters: URLSearchParams): GraphQLParams & { documentId?: string } {
  const text = (name: string) => parameters.get(name) || undefined
  const json = (name: string) => {
    const value = text(name)
    try {
      return value === undefined ? undefined : parseJson(value)
    } catch {
      throw httpError(400, 'BAD_USER_INPUT', `The "${name}" of the URL are not valid JSON`)
    }
  }
  const operation = {
    query: text('query'),
    documentId: text('documentId'),
    operationName: text('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  }
  // Whether these are maps is for yoga to say, as it is for those of a post.
  return operation as GraphQLParams & { documentId?: string }
}

async function readOperation(request: Request, maxBodyBytes: number): Promise<GraphQLParams> {
  if (!isJson(request.headers.get('content-type'))) {
    const message = 'The body of the request must be JSON in UTF-8, sent as application/json'
    throw httpError(415, 'BAD_USER_INPUT', message, { accept: 'application/json' })
  }
  if (isEncoded(request.headers.get('content-encoding'))) {
    const message = 'The body of the request must not be compressed (Content-Encoding)'
    throw httpError(415, 'BAD_USER_INPUT', message, { 'accept-encoding': 'identity' })
  }
  const bytes = await readBytes(request, maxBodyBytes).catch((error: unknown) => {
    // What is left of the body is not read: the connection is of no more use.
    if (error instanceof BodyTooLarge)
      throw httpError(413, 'BAD_USER_INPUT', error.message, { connection: 'close' })
    if (error instanceof BodyAlreadyRead) throw httpError(400, 'BAD_USER_INPUT', error.message)
    // Any other failure is of a stream that ended early: the client has gone away.
    throw httpError(400, 'BAD_USER_INPUT', 'The body of the request ended early')
  })
  return parseOperation(bytes)
}

/** @throws GraphQLError with a status, where the body is not one operation in JSON. */
export function parseOperation(bytes: Uint8Array): GraphQLParams {
  try {
    const operation = parseBody(bytes)
    if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) {
      throw new BodyNotJson('The body of the request must be one JSON object with a "query"')
    }
    return operation
  } catch (error) {
    if (error instanceof BodyNotJson) throw httpError(400, 'BAD_USER_INPUT', error.message)
    throw error
  }
}
