import { GraphQLError, type GraphQLErrorOptions } from 'graphql'

/** Every code that `extensions.code` can have, each with what it tells the caller. The list is closed. */
export const errorCodes = {
  BAD_USER_INPUT: 'a limit or shape was broken; nothing was changed',
  NOT_FOUND: 'what a mutation is to change does not exist',
  UNAUTHENTICATED: 'missing or invalid credentials, here or at the upstream (401)',
  FORBIDDEN: 'the credentials do not allow this, here or at the upstream (403)',
  CONFLICT: 'something else has this id, or the upstream reported a conflict (409)',
  RATE_LIMITED:
    'too many requests (429), `retryAfter` being the number of seconds to wait; or too many subscriptions',
  UPSTREAM_REJECTED: 'the upstream refused the request (any other 4xx)',
  UPSTREAM_UNAVAILABLE: 'the upstream, or the issuer of JWTs, could not be reached, or failed (5xx)',
  UPSTREAM_TIMEOUT: 'the upstream did not respond before the deadline',
  UPSTREAM_BAD_RESPONSE: 'the upstream responded with something other than what was asked for',
  UNSUPPORTED_BY_UPSTREAM: 'this upstream cannot do that; nothing was sent',
  CHANGES_EXPIRED: 'the changes since a cursor are no longer kept: read afresh, and subscribe without it',
  SUBSCRIBER_TOO_SLOW:
    'changes came faster than a subscriber took them: it may go on with the cursor of its last one',
  OUTCOME_UNKNOWN: 'a mutation was sent, and its outcome is unknown: read again to find out',
  INTERNAL_SERVER_ERROR: 'a bug in this server',
} as const

export type ErrorCode = keyof typeof errorCodes

/** What there was of an upstream's response. Each part is null where the response had none, or had text that may not be passed on. */
export interface UpstreamResponse {
  status: number
  type: string | null
  code: string | null
  param: string | null
  requestId: string | null
}

interface CodedErrorOptions extends GraphQLErrorOptions {
  extensions?: Record<string, unknown>
}

/** A `GraphQLError` with a code of the closed list. Its message goes to the caller as it is. */
export function codedError(code: ErrorCode, message: string, options: CodedErrorOptions = {}): GraphQLError {
  return new GraphQLError(message, { ...options, extensions: { code, ...options.extensions } })
}

/** The code of an error; that of a bug where it has none. */
export function codeOf(error: unknown): ErrorCode {
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined
  return isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR'
}

/**
 * Where in an argument something is wrong, for programs. A scalar gives the path inside its value, and does not know
 * where that stands; the preflight and the validation of documents add the argument and the path to the value.
 */
export interface InputProblem {
  /** The argument that holds it, for instance `metadata`. */
  argument?: string
  /** The path in the argument, for instance `['topic']`; without an argument, the path in the value. */
  path?: ReadonlyArray<string | number>
  /** The limit that was broken, in `unit`s. */
  limit?: number
  /** What came, in `unit`s. */
  actual?: number
  unit?:
    | 'characters'
    | 'pairs'
    | 'keys'
    | 'texts'
    | 'ids'
    | 'entities'
    | 'nodes'
    | 'calls'
    | 'bytes'
    | 'errors'
    | 'fields'
    | 'subscriptions'
}

/** A `BAD_USER_INPUT` error: `message` names the place, the limit and what came; `problem` says the same to programs. */
export function inputError(
  message: string,
  problem: InputProblem = {},
  options: GraphQLErrorOptions = {},
): GraphQLError {
  return codedError('BAD_USER_INPUT', message, { ...options, extensions: { ...problem } })
}

/** The error that a check throws; undefined where it throws none. What is no `GraphQLError` is thrown on. */
export function errorOf(check: () => void): GraphQLError | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/**
 * Any error of a GraphQL result, as the caller may see it: always a code of the closed list, never the text
 * of an unexpected error.
 *
 * @param onBug is told of a failure that nobody foresaw, with its cause.
 */
export function publicError(error: GraphQLError, onBug: (cause: unknown) => void): GraphQLError {
  const coded = findCoded(error)
  // Around the error of a scalar graphql-js puts a copy of the whole value ("Variable "$m" got invalid value
  // {...}; "): the scalar's own message already says where and what, the same for a literal.
  if (coded)
    return coded === error
      ? error
      : relocate(error, coded.message, { ...coded.extensions, ...placeIn(error) })
  // graphql-js gives a path to what happens while fields are resolved: there nothing but a bug has no code.
  const cause = error.originalError
  if (error.path || (cause && !(cause instanceof GraphQLError))) {
    onBug(cause ?? error)
    return relocate(error, 'Internal server error.', { code: 'INTERNAL_SERVER_ERROR' })
  }
  // What is left was found by graphql-js in the document or its variables: a shape was broken.
  return relocate(error, cause?.message ?? error.message, { code: 'BAD_USER_INPUT', ...placeIn(error) })
}

/** The argument that an error is about, where that is known. */
function placeIn({ extensions: { argument, path } }: GraphQLError): InputProblem {
  return typeof argument === 'string' && Array.isArray(path) ? { argument, path } : {}
}

function findCoded(error: unknown): GraphQLError | undefined {
  if (!(error instanceof GraphQLError)) return undefined
  // The innermost first: graphql-js copies the extensions of an error to the one that it wraps around it.
  return findCoded(error.originalError) ?? (isErrorCode(error.extensions['code']) ? error : undefined)
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code)
}

/** An error at the same place, with another message and other extensions. */
export function relocate(
  error: GraphQLError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLError {
  const { nodes, source, positions, path } = error
  // Yoga keeps there the HTTP status of an error of the request as a whole.
  const http = error.extensions['http']
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: http ? { http, ...extensions } : extensions,
  })
}
