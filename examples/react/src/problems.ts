import { CombinedGraphQLErrors } from '@apollo/client'

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

/** What the server said, or that it said nothing. */
export function problemsOf(error: unknown): Problem[] {
  if (!CombinedGraphQLErrors.is(error)) {
    return [{ message: 'The server did not answer. Is it running?', path: [] }]
  }
  return error.errors.map(({ message, extensions: { code, argument, path } = {} }) => ({
    message,
    code: typeof code === 'string' ? code : undefined,
    argument: typeof argument === 'string' ? argument : undefined,
    path: Array.isArray(path) ? path : [],
  }))
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
