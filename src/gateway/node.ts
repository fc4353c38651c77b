import { extendSchema, type GraphQLFieldResolver, type GraphQLSchema, parse } from 'graphql'
import type { Context } from '../context.ts'
import { queryField } from './query-field.ts'

const extension = parse(`
  "Anything with an id. https://graphql.org/learn/global-object-identification/"
  interface Node {
    "The upstream's own id."
    id: ID!
  }
  extend type Thread implements Node
  extend type Query {
    "The thread with this id, as a Node; null when there is none."
    node(
      "The id: 1 to 256 characters of A-Z, a-z, 0-9, \\"_\\" and \\"-\\"."
      id: ID!
    ): Node
  }
`)

/** The schema with what the Relay compiler wants for a refetchable fragment. */
export function withNode(schema: GraphQLSchema): GraphQLSchema {
  const extended = extendSchema(schema, extension)
  const node = queryField(extended, 'node')
  const resolve: GraphQLFieldResolver<unknown, Context, { id: string }> = (_, { id }, { threads }) =>
    threads.load(id)
  node.resolve = resolve
  node.extensions = { upstreamReads: { most: 1, ids: ({ id }: { id: string }) => [id] } }
  const type = extended.getType('Node')
  if (type && 'resolveType' in type) type.resolveType = () => 'Thread'
  return extended
}
