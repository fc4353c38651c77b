import type { GraphQLField, GraphQLSchema } from 'graphql'
import type { Context } from '../graphql/context.ts'

/** A field at the top of a query, to be given its resolver. @throws Error when there is none. */
export function queryField(schema: GraphQLSchema, name: string): GraphQLField<unknown, Context> {
  const field = schema.getQueryType()?.getFields()[name]
  if (!field) throw new Error(`the schema has no field Query.${name}`)
  // graphql-js does not know what context a schema is run with; all of ours are run with this one.
  return field as GraphQLField<unknown, Context>
}
