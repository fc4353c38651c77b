import { extendSchema, type GraphQLFieldResolver, type GraphQLSchema, isInterfaceType, parse } from 'graphql'
import type { FieldCost } from '../core/field-cost.ts'
import type { Context } from '../graphql/context.ts'
import { entityType } from './entity.ts'
import { queryField } from './query-field.ts'

const extension = (entity: string) =>
  parse(`
  "Anything with an id. https://graphql.org/learn/global-object-identification/"
  interface Node {
    "The upstream's own id."
    id: ID!
  }

  extend type ${entity} implements Node

  extend type Query {
    "The thread with this id, as a Node; null when there is none."
    node(
      "The id: 1 to 256 characters of A-Z, a-z, 0-9, \\"_\\" and \\"-\\"."
      id: ID!
    ): Node
  }
`)

interface Args {
  id: string
}

/** The schema with what the Relay compiler wants for a refetchable fragment. */
export function withNode(schema: GraphQLSchema): GraphQLSchema {
  const { name } = entityType(schema)
  const extended = extendSchema(schema, extension(name))
  const node = queryField(extended, 'node')
  const resolve: GraphQLFieldResolver<unknown, Context, Args> = (_, { id }, { threads }) => threads.load(id)
  node.resolve = resolve
  node.extensions = { cost: { nodes: () => 1, ids: ({ id }) => [id] } satisfies FieldCost<Args> }
  const type = extended.getType('Node')
  if (isInterfaceType(type)) type.resolveType = () => name
  return extended
}
