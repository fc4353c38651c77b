import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { BodyNotJson, BodyTooLarge, isJson, parseBody, readBytes } from '../body.ts'
import { httpError } from './http-error.ts'

/** What an answer can be written as, the usual first. */
const mediaTypes = [
  'application/graphql-response+json',
  'application/json',
  'text/event-stream',
  'multipart/mixed',
]

/**
 * Reads operations from JSON posts and from the URL, and from nothing else: a form or a text is what a page of
 * another site could send without asking. Bodies are counted while they come in.
 *
 * https://graphql.github.io/graphql-over-http/draft/#sec-POST
 */
export function useRequestParser(maxBodyBytes: number): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser, endResponse, fetchAPI }) {
      // Yoga looks at this only once it has an answer: a mutation would be done by then.
      if (!acceptsAnswers(request)) {
        const headers = { accept: mediaTypes.join(', ') }
        return endResponse(new fetchAPI.Response(null, { status: 406, headers }))
      }
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

/** Whether a request takes any of the forms that an answer can have; yoga reads the header in the same way. */
function acceptsAnswers(request: Request): boolean {
  const ranges = (request.headers.get('accept') || '*/*').replace(/\s/g, '').toLowerCase().split(',')
  return ranges.some((range) => {
    const [asked = '', ...parameters] = range.split(';')
    const charset = parameters.find((it) => it.includes('charset=')) ?? 'charset=utf-8'
    const [type, subtype] = asked.split('/')
    return charset === 'charset=utf-8' && mediaTypes.some((it) => isIn(it, type, subtype))
  })
}

function isIn(mediaType: string, type?: string, subtype?: string): boolean {
  const [ownType, ownSubtype] = mediaType.split('/')
  return (type === '*' || type === ownType) && (subtype === '*' || subtype === ownSubtype)
}

async function readOperation(request: Request, maxBodyBytes: number): Promise<GraphQLParams> {
  if (!isJson(request)) {
    throw httpError(415, 'BAD_USER_INPUT', 'The body of the request must be JSON, sent as application/json', {
      accept: 'application/json',
    })
  }
  const bytes = await readBytes(request, maxBodyBytes).catch((error: unknown) => {
    // What is left of the body is not read: the connection is of no more use.
    if (error instanceof BodyTooLarge)
      throw httpError(413, 'BAD_USER_INPUT', error.message, { connection: 'close' })
    // Any other failure is of a stream that ended early: the client has gone away.
    throw httpError(400, 'BAD_USER_INPUT', 'The body of the request ended early')
  })
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
