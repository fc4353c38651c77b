import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { BodyNotJson, BodyTooLarge, isJson, parseJson, readBytes } from '../body.ts'
import { httpError } from './http-error.ts'

/**
 * Reads operations from JSON posts and from the URL, and from nothing else: a form or a text is what a page of
 * another site could send without asking. Bodies are counted while they come in.
 *
 * https://graphql.github.io/graphql-over-http/draft/#sec-POST
 */
export function useRequestParser(maxBodyBytes: number): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method === 'POST') {
        setRequestParser(() => readOperation(request, maxBodyBytes))
      } else if (requestParser) {
        setRequestParser(async () => {
          try {
            return await requestParser(request)
          } catch {
            throw httpError(400, 'BAD_USER_INPUT', 'The parameters of the URL are not valid JSON')
          }
        })
      }
    },
  }
}

async function readOperation(request: Request, maxBodyBytes: number): Promise<GraphQLParams> {
  if (!isJson(request)) {
    throw httpError(415, 'BAD_USER_INPUT', 'The body of the request must be JSON, sent as application/json', {
      accept: 'application/json',
    })
  }
  try {
    const operation = parseJson(await readBytes(request, maxBodyBytes))
    if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) {
      throw new BodyNotJson('The body of the request must be one JSON object with a "query"')
    }
    return operation
  } catch (error) {
    // What is left of the body is not read: the connection is of no more use.
    if (error instanceof BodyTooLarge)
      throw httpError(413, 'BAD_USER_INPUT', error.message, { connection: 'close' })
    if (error instanceof BodyNotJson) throw httpError(400, 'BAD_USER_INPUT', error.message)
    throw error
  }
}
