import { GraphQLError, GraphQLScalarType, type ValueNode } from 'graphql'
import { readLiteral } from './literal.ts'

interface LimitedScalarOptions<T> {
  name: string
  description: string
  /** Returns the value when it keeps the limits, and throws an `inputError` when it does not. */
  check: (value: unknown) => T
}

/**
 * A scalar that enforces limits on what comes in, with one verdict for a literal, a variable and a variable
 * inside a literal. What goes out is passed on: it came from a guard of the upstream.
 */
export function limitedScalar<T>({
  name,
  description,
  check,
}: LimitedScalarOptions<T>): GraphQLScalarType<T, unknown> {
  return new GraphQLScalarType<T, unknown>({
    name,
    description,
    parseValue: check,
    parseLiteral(node, variables) {
      return locatedAt(node, () => check(readLiteral(node, variables)))
    },
  })
}

/** Gives an error that a check threw the place of its literal; graphql-js adds none to a `GraphQLError`. */
function locatedAt<T>(node: ValueNode, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    throw new GraphQLError(error.message, { nodes: node, extensions: error.extensions })
  }
}
