import type { GraphQLError } from 'graphql'
import { inputError, publicError, relocate } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import type { ServerPlugin } from '../core/request-context.ts'

/** Characters of a message, in UTF-16 units. */
const MAX_MESSAGE_LENGTH = 1000

export interface ErrorCodesOptions {
  /** Told of each failure that nobody foresaw. */
  onBug: (cause: unknown) => void
  /** Errors in the response to a request that was refused as a whole. */
  maxErrors: number
  /** Whether messages may name parts of the schema that were not asked for. */
  suggestions: boolean
}

/** Gives every error of every result a code of the closed list, and hides what was not foreseen. */
export function useErrorCodes({ onBug, maxErrors, suggestions }: ErrorCodesOptions): ServerPlugin {
  return {
    onResultProcess({ result, setResult }) {
      // Neither batches nor streams are on: each result is one object.
      if (Array.isArray(result) || !('errors' in result) || !result.errors) return
      if ('data' in result) {
        // Each of them is about a place of its own, so there can be many; without a limit, as many as there are nodes.
        const shown = result.errors
          .slice(0, limits.errorsPerResponse)
          .map((error) => publicError(error, onBug))
        return setResult({ ...result, errors: [...shown, ...furtherErrors(result.errors.length)] })
      }
      const errors = result.errors.slice(0, maxErrors).map((error) => {
        const shown = publicError(error, onBug)
        return withStatus(shorten(suggestions ? shown : withoutSuggestion(shown)))
      })
      setResult({ ...result, errors })
    },
  }
}

/** Says that there were more errors than a response may have, so that a null without one is not taken for "none". */
function furtherErrors(actual: number): GraphQLError[] {
  const limit = limits.errorsPerResponse
  if (actual <= limit) return []
  const message = `${actual - limit} further errors are not shown; ask for less at a time`
  return [inputError(message, { limit, actual, unit: 'errors' })]
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
  // A document of very many lines has nodes, but no locations.
  const ofDocument = error.nodes !== undefined || error.locations !== undefined || !http
  return relocate(error, error.message, {
    ...error.extensions,
    http: ofDocument ? { spec: true, status } : { ...Object(http), spec: false },
  })
}

/**
 * graphql-js quotes names and literals as they came: a name of 200 kB, in each of 20 errors, would make an
 * answer of 4 MB.
 */
function shorten(error: GraphQLError): GraphQLError {
  if (error.message.length <= MAX_MESSAGE_LENGTH) return error
  const message = `${error.message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed()}…`
  return relocate(error, message, error.extensions)
}

/** Without graphql-js's "Did you mean ...?", which tells names of the schema. */
function withoutSuggestion(error: GraphQLError): GraphQLError {
  return relocate(error, error.message.replace(/ Did you mean .*\?$/s, ''), error.extensions)
}
