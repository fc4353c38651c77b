import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  parseConstValue,
  print,
  printSchema,
  visit,
} from 'graphql'

/** Whose directives are printed: each noun says on its types and fields what they are, in `extensions` of this name. */
type Reader = 'stitching' | 'federation'

/**
 * The schema as text for a gateway that stitches: `@merge` marks the field by which it gets many threads at once.
 *
 * On one field alone: where two fields answer the same type, the gateway would choose, and might send a request
 * for each id. https://the-guild.dev/graphql/stitching/docs/approaches/stitching-directives
 */
export function stitchingSdl(schema: GraphQLSchema): string {
  return `directive @merge(keyField: String) on FIELD_DEFINITION\n\n${printFor('stitching', schema)}`
}

/** The schema as text for a federated gateway: `@key` marks what makes a thread the same one in every subgraph. */
export function federationSdl(schema: GraphQLSchema): string {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])'
  return `${link}\n\n${printFor('federation', schema)}`
}

/** graphql-js prints a schema without the directives that were used on it. */
function printFor(reader: Reader, schema: GraphQLSchema): string {
  const withDirectives = visit(parse(printSchema(schema)), {
    ObjectTypeDefinition(node) {
      const type = schema.getType(node.name.value)
      if (!isObjectType(type)) return undefined
      const fields = type.getFields()
      return {
        ...node,
        directives: directivesOf(type, reader),
        fields: node.fields?.map((field) => ({
          ...field,
          directives: [
            ...(field.directives ?? []),
            ...directivesOf(fields[field.name.value] ?? { extensions: {} }, reader),
          ],
        })),
      }
    },
  })
  return print(withDirectives)
}

/** For `extensions: { federation: { key: { fields: 'id' } } }`: `@key(fields: "id")`. */
function directivesOf(
  { extensions }: { extensions: Readonly<Record<string, unknown>> },
  reader: Reader,
): ConstDirectiveNode[] {
  return Object.entries(Object(extensions[reader])).map(([name, args]) => ({
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(Object(args)).map(([arg, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: arg },
      value: parseConstValue(JSON.stringify(value)),
    })),
  }))
}
