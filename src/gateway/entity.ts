import { type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql'

/** The type that other subgraphs refer to by its key; it may have been given another name. @throws Error when there is none. */
export function entityType(schema: GraphQLSchema): GraphQLObjectType {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && type.extensions['federation']) return type
  }
  throw new Error('no type of the schema has a key')
}
