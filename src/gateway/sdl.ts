import { getDocumentNodeFromSchema } from '@graphql-tools/utils'
import { type GraphQLSchema, Kind, print } from 'graphql'
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
  const printOnce = (printer: Printer) => {
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
        resolve: () => printOnce(federationSdl),
      }),
    }),
  })
  builder.queryFields((t) => ({
    _sdl: t.string({
      description: 'The schema with stitching directives, for a gateway that stitches.',
      resolve: () => printOnce(stitchingSdl),
    }),
    _service: t.field({
      type: Service,
      description: 'This subgraph, for a federated gateway.',
      resolve: () => ({}),
    }),
  }))
}

type Printer = (schema: GraphQLSchema) => string

/**
 * For a gateway that stitches: `@merge` marks the field by which it gets many objects of a type at once.
 *
 * On one field alone: where two fields return the same type, the gateway would choose, and might send a request
 * for each id. https://the-guild.dev/graphql/stitching/docs/approaches/stitching-directives
 */
const stitchingSdl: Printer = (schema) =>
  `directive @merge(keyField: String) on FIELD_DEFINITION\n\n${printFor('stitching', schema)}`

/**
 * For a federated gateway: `@key` marks what makes an entity the same one in every subgraph, and `@shareable` what
 * others may have as well.
 */
const federationSdl: Printer = (schema) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])\n\n${printFor('federation', schema)}`

/** Prints a schema with the directives that its types and fields have in `extensions`, under the name of a reader. */
function printFor(reader: 'stitching' | 'federation', schema: GraphQLSchema): string {
  const { definitions } = getDocumentNodeFromSchema(schema, { pathToDirectivesInExtensions: [reader] })
  // The root types have their default names, so no `schema { … }` is needed: federation has an extension of it.
  const types = definitions.filter(({ kind }) => kind !== Kind.SCHEMA_DEFINITION)
  return print({ kind: Kind.DOCUMENT, definitions: types })
}
