import { GraphQLSchema, isIntrospectionType, isSpecifiedScalarType } from 'graphql'

/** Names that mean the same wherever they stand. */
const shared = new Set(['Query', 'Mutation', 'DateTime', 'Node'])

/** The schema with a prefix before the name of each type that has it not in it. Changes the types it is given. */
export function withTypePrefix(schema: GraphQLSchema, prefix: string): GraphQLSchema {
  const config = schema.toConfig()
  for (const type of config.types) {
    const named = shared.has(type.name) || isIntrospectionType(type) || isSpecifiedScalarType(type)
    if (!named && !type.name.includes(prefix)) type.name = prefix + type.name
  }
  return new GraphQLSchema(config)
}
