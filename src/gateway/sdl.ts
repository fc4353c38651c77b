import { printSchemaWithDirectives } from '@graphql-tools/utils'
import type { GraphQLSchema } from 'graphql'
import type { Builder } from '../graphql/builder.ts'

/**
 * Adds the fields by which gateways learn of a schema.
 *
 * @param schemaOf builds the schema that they are told of, without what is there for gateways. It is built and printed
 * when it is first asked for: most servers never are.
 */
export function addSdl(builder: Builder, schemaOf: () => GraphQLSchema): void {
  let schema: GraphQLSchema | undefined
  const printed = new Map<Printer, string>()
  const print = (printer: Printer) => {
    schema ??= schemaOf()
    const text = printed.get(printer) ?? printer(schema)
    printed.set(printer, text)
    return text
  }
  const Service = builder.objectRef<object>('_Service').implement({
    description: 'This subgraph.',
    fields: (t) => ({
      sdl: t.string({
        description: "The schema with federation's directives.",
        resolve: () => print(federationSdl),
      }),
    }),
  })
  builder.queryFields((t) => ({
    _sdl: t.string({
      description: 'The schema with stitching directives, for a gateway that stitches.',
      resolve: () => print(stitchingSdl),
    }),
    _service: t.field({
      type: Service,
      description: 'This subgraph, for a federated gateway.',
      resolve: () => ({}),
    }),
  }))
}

/** Each prints the directives that types and fields have in `extensions` of its name. */
type Printer = (schema: GraphQLSchema) => string

/**
 * For a gateway that stitches: `@merge` marks the field by which it gets many objects of a type at once.
 *
 * On one field alone: where two fields answer the same type, the gateway would choose, and might send a request
 * for each id. https://the-guild.dev/graphql/stitching/docs/approaches/stitching-directives
 */
const stitchingSdl: Printer = (schema) =>
  `directive @merge(keyField: String) on FIELD_DEFINITION\n\n${printSchemaWithDirectives(schema, { pathToDirectivesInExtensions: ['stitching'] })}`

/** For a federated gateway: `@key` marks what makes an entity the same one in every subgraph. */
const federationSdl: Printer = (schema) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n\n${printSchemaWithDirectives(schema, { pathToDirectivesInExtensions: ['federation'] })}`
