import { GraphQLSchema, isIntrospectionType, isSpecifiedScalarType } from 'graphql'

/** Names that mean the same wherever they stand. */
const shared = new Set(['Query', 'Mutation', 'DateTime'])

/**
 * The schema with a prefix before the name of each type that has it not in it. Changes the types it is given.
 *
 * @throws Error when names of types cannot begin with it.
 */
export function withTypePrefix(schema: GraphQLSchema, prefix: string): GraphQLSchema {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(prefix)) {
    throw new Error(`typePrefix is "${prefix}"; a letter is required, then letters, digits and "_"`)
  }
  const config = schema.toConfig()
  for (const type of config.types) {
    const named = shared.has(type.name) || isIntrospectionType(type) || isSpecifiedScalarType(type)
    if (!named && !type.name.includes(prefix)) type.name = prefix + type.name
  }
  return new GraphQLSchema(config)
}
