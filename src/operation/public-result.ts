import { type ExecutionResult, GraphQLError } from 'graphql'
import { codedError, codeOf, inputError, publicError, relocate } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import type { RequestStats } from '../core/request-context.ts'
import { isLargerThan } from './response-size.ts'

/** Characters of a message, in UTF-16 units. */
const MAX_MESSAGE_LENGTH = 1000

export interface PublicResultOptions {
  /** Told of each unexpected error. */
  onBug: (cause: unknown) => void
  /** Errors in the response to a request that was refused as a whole. */
  maxErrors: number
  /** Bytes of a response. */
  maxResponseBytes: number
  /** Whether messages may name parts of the schema that were not asked for. */
  suggestions: boolean
}

/** Makes a result fit to be sent, and notes the codes of its errors in the request's stats. */
export type PublicResult = (result: ExecutionResult, stats: RequestStats) => ExecutionResult

/**
 * Makes a result fit to be sent: every error has a code of the closed list, an unexpected one hides what happened, and
 * a result that is larger than a response may be is replaced by an error before it is written: one thread can stand in
 * it thousands of times.
 */
export function createPublicResult({
  onBug,
  maxErrors,
  maxResponseBytes,
  suggestions,
}: PublicResultOptions): PublicResult {
  function publicErrors({ errors = [], ...rest }: ExecutionResult): GraphQLError[] {
    if ('data' in rest) {
      // Each of them is about a place of its own, so there can be many; without a limit, as many as there are nodes.
      const shown = errors.slice(0, limits.errorsPerResponse).map((error) => publicError(error, onBug))
      return [...shown, ...furtherErrors(errors.length)]
    }
    return errors.slice(0, maxErrors).map((error) => {
      const shown = publicError(error, onBug)
      return withStatus(shorten(suggestions ? shown : withoutSuggestion(shown)))
    })
  }

  return (result, stats) => {
    let shown = result.errors ? { ...result, errors: publicErrors(result) } : result
    const maxBytes =
      stats.type === 'subscription' ? Math.min(limits.eventBytes, maxResponseBytes) : maxResponseBytes
    if (isLargerThan(maxBytes, shown)) {
      shown = { data: null, errors: [tooLarge(maxBytes, stats.type === 'mutation')] }
    }
    for (const error of shown.errors ?? []) stats.codes.push(codeOf(error))
    return shown
  }
}

/** The result of an operation that could not be run. */
export function failedResult(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] }
  const originalError = error instanceof Error ? error : new Error(String(error))
  return { errors: [new GraphQLError('', { originalError })] }
}

function tooLarge(limit: number, changed: boolean): GraphQLError {
  const message = `The response would be larger than ${limit} bytes`
  const extensions = { limit, unit: 'bytes' }
  return changed
    ? codedError('OUTCOME_UNKNOWN', `${message}. The mutations were sent: read again what they changed.`, {
        extensions,
      })
    : codedError('BAD_USER_INPUT', `${message}; ask for less at a time`, { extensions })
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
 * response of 4 MB.
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
