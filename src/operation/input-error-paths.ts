import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql'

type Path = ReadonlyArray<string | number>

interface Place {
  argument: string
  path: Path
}

/**
 * An error in the values of a document with the argument that it is about and the path in it
 * (`extensions: { argument, path }`), so that an app can show it beside the right field of a form. The same for a
 * literal and for a variable. The path that a scalar has given is inside its value; an error that has its argument
 * already keeps both.
 */
export function withInputPath(error: GraphQLError, document: DocumentNode): GraphQLError {
  const node = error.nodes?.[0]
  if (!node || error.extensions['argument'] !== undefined) return error
  const place =
    node.kind === Kind.VARIABLE_DEFINITION ? placeOfVariable(error, node, document) : placeOf(node, document)
  if (!place) return error
  const { message, nodes, source, positions, originalError, extensions } = error
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    originalError,
    extensions: { ...extensions, argument: place.argument, path: [...place.path, ...pathInValue(error)] },
  })
}

/** The path that a scalar has given. */
function pathInValue({ extensions: { path } }: GraphQLError): Path {
  return Array.isArray(path) ? path : []
}

/** Where a variable is used first, and where in it the error is. */
function placeOfVariable(
  error: GraphQLError,
  { variable }: VariableDefinitionNode,
  document: DocumentNode,
): Place | undefined {
  let use: ASTNode | undefined
  visit(document, {
    VariableDefinition: () => false,
    Variable(node) {
      if (node.name.value === variable.name.value) use ??= node
    },
  })
  const place = use && placeOf(use, document)
  return (
    place && {
      argument: place.argument,
      path: [...place.path, ...pathInVariable(error, variable.name.value)],
    }
  )
}

/**
 * graphql-js tells the path inside a variable in its message alone: before the error itself, ` at "ids[1]"; ` in
 * version 16 and ` at [1]: ` in version 17.
 */
function pathInVariable({ message, originalError }: GraphQLError, name: string): Path {
  const before = originalError ? message.slice(0, -originalError.message.length) : message
  const [, named, bare] = / at (?:"([^"]*)"(?:; )?|([^" ]*): )$/.exec(before) ?? []
  const steps = (named?.slice(name.length) ?? bare)?.match(/[^.[\]]+/g) ?? []
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}

/** The argument that holds a node, and the way to it; undefined where it is in none. */
function placeOf(wanted: ASTNode, document: DocumentNode): Place | undefined {
  let place: Place | undefined
  visit(document, {
    Argument(argument) {
      const path = argument === wanted ? [] : pathTo(wanted, argument.value)
      if (path) place ??= { argument: argument.name.value, path }
    },
  })
  return place
}

/** The way from a literal to a node inside it: the names of fields and the indexes of items. */
function pathTo(wanted: ASTNode, literal: ValueNode): Path | undefined {
  if (literal === wanted) return []
  if (literal.kind === Kind.LIST) {
    for (const [index, item] of literal.values.entries()) {
      const path = pathTo(wanted, item)
      if (path) return [index, ...path]
    }
  } else if (literal.kind === Kind.OBJECT) {
    for (const field of literal.fields) {
      // A field that is not known has no place of its own: in a variable, graphql-js names its object alone.
      if (field === wanted) return []
      const path = pathTo(wanted, field.value)
      if (path) return [field.name.value, ...path]
    }
  }
  return undefined
}
