import type { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { publicError, relocate } from '../errors.ts'

/**
 * Gives every error of every result a code of the closed list, and hides what was not foreseen.
 *
 * @param onBug is told of each failure that nobody foresaw.
 */
export function useErrorCodes(onBug: (cause: unknown) => void): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      // Neither batches nor streams are on: each result is one object.
      if (Array.isArray(result) || !('errors' in result) || !result.errors) return
      const refused = !('data' in result)
      const errors = result.errors.map((error) => {
        const shown = publicError(error, onBug)
        return refused ? withStatus(shown) : shown
      })
      setResult({ ...result, errors })
    },
  }
}

/**
 * The HTTP status of a request that was refused as a whole.
 *
 * What is wrong with a document is a 400, or a 500 where the bug is ours, to clients that speak GraphQL over
 * HTTP; `spec` is yoga's mark for that: those that ask for plain JSON get 200. What is wrong with the HTTP
 * request itself, and so has no place in a document, keeps its status for all.
 * https://graphql.github.io/graphql-over-http/draft/#sec-application-graphql-response-json
 */
function withStatus(error: GraphQLError): GraphQLError {
  const { http, code } = error.extensions
  const status = code === 'INTERNAL_SERVER_ERROR' ? 500 : 400
  const ofDocument = error.locations !== undefined || !http
  return relocate(error, error.message, {
    ...error.extensions,
    http: ofDocument ? { spec: true, status } : { ...Object(http), spec: false },
  })
}
