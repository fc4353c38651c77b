import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client'

/** Something that stands in the way, and the place in a form that it is about. */
export interface Problem {
  message: string
  /** One of the server's closed list; none for what the page found itself. */
  code?: string | undefined
  /** The argument that holds the wrong value, for instance `metadata`. */
  argument?: string | undefined
  /** The way from that argument to the value, for instance `['topic']`. */
  path: readonly unknown[]
  /** Which field of a pair it is, where that is known: the server names a pair by its key. */
  part?: 'key' | 'value'
}

/**
 * Codes that say that a mutation was not done. With any other, or with none, nobody knows: `OUTCOME_UNKNOWN` says
 * so, a bug of the server may show after the change was made, and a code of tomorrow may mean anything.
 */
const notDone: readonly unknown[] = [
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'CONFLICT',
  'RATE_LIMITED',
  'UNSUPPORTED_BY_UPSTREAM',
  'UPSTREAM_REJECTED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_BAD_RESPONSE',
]

/**
 * Whether an error of a mutation says that nothing was done. Only a GraphQL response can: a broken connection, a
 * timeout or the error page of a proxy says nothing of what the server has done.
 */
export function saysNotDone(error: unknown): boolean {
  return (
    CombinedGraphQLErrors.is(error) &&
    error.errors.every(({ extensions }) => notDone.includes(extensions?.['code']))
  )
}

/** What the server said, or that it said nothing. */
export function problemsOf(error: unknown): Problem[] {
  if (!CombinedGraphQLErrors.is(error)) return [{ message: messageOf(error), path: [] }]
  return error.errors.map(({ message, extensions: { code, argument, path } = {} }) => ({
    message,
    code: typeof code === 'string' ? code : undefined,
    argument: typeof argument === 'string' ? argument : undefined,
    path: Array.isArray(path) ? path : [],
  }))
}

function messageOf(error: unknown): string {
  // A proxy in front of the server responds with 5xx where it does not reach it.
  if ((ServerError.is(error) && error.statusCode < 500) || ServerParseError.is(error))
    return `The response did not come from the server (status ${error.statusCode}).`
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return 'The server took too long to respond.'
  return 'The server did not respond. Is it running?'
}

/** The problem at a place: `problemAt(problems, 'metadata', 'topic')` is that of the pair with that key. */
export function problemAt(problems: readonly Problem[], argument: string, ...path: unknown[]) {
  return problems.find(
    (problem) =>
      problem.argument === argument &&
      problem.path.length === path.length &&
      problem.path.every((step, index) => step === path[index]),
  )
}
