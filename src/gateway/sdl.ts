import { getDocumentNodeFromSchema } from '@graphql-tools/utils'
import { type GraphQLSchema, print } from 'graphql'

/**
 * The schema as text for a gateway that stitches: `@merge` marks the field by which it gets many threads at once.
 *
 * On one field alone: where two fields answer the same type, the gateway would choose, and might send a request
 * for each id. https://the-guild.dev/graphql/stitching/docs/approaches/stitching-directives
 */
export function stitchingSdl(schema: GraphQLSchema): string {
  return `directive @merge(keyField: String) on FIELD_DEFINITION\n\n${printWith(schema, 'stitching')}`
}

/** The schema as text for a federated gateway: `@key` marks what makes a thread the same one in every subgraph. */
export function federationSdl(schema: GraphQLSchema): string {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])'
  return `${link}\n\n${printWith(schema, 'federation')}`
}

/** Prints a schema with the directives that its elements carry under one name in their extensions. */
function printWith(schema: GraphQLSchema, name: 'stitching' | 'federation'): string {
  return print(getDocumentNodeFromSchema(schema, { pathToDirectivesInExtensions: [name] }))
}
