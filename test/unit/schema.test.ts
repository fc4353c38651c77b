import { readFile } from 'node:fs/promises'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  printSchema,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/schema.ts'

/** The contract of the project: names and shapes are fixed. */
const contract = buildSchema(`
  type Query {
    thread(id: ID!): Thread
    threadsById(ids: [ID!]!): [Thread]!
    threads(
      first: Int, after: String, last: Int, before: String,
      where: ThreadFilter, orderBy: ThreadOrder
    ): ThreadConnection!
    _sdl: String!
    _service: _Service!
    _entities(representations: [_Any!]!): [_Entity]!
  }

  type Mutation {
    createThread(id: ID, metadata: Metadata, toolResources: ToolResourcesInput): Thread
    updateThread(id: ID!, metadata: Metadata, toolResources: ToolResourcesInput): Thread
    patchThreadMetadata(id: ID!, set: Metadata, unset: [String!]): Thread
    deleteThread(id: ID!): DeletedThread
    deleteThreads(ids: [ID!]!): [DeletedThread]!
  }

  type Thread {
    id: ID!
    object: String!
    createdAt: DateTime!
    updatedAt: DateTime
    metadata: Metadata
    toolResources: ToolResources
  }
  type ToolResources { codeInterpreter: CodeInterpreterResources  fileSearch: FileSearchResources }
  type CodeInterpreterResources { fileIds: [ID!]! }
  type FileSearchResources { vectorStoreIds: [ID!]! }
  type DeletedThread { id: ID!  deleted: Boolean! }

  input ToolResourcesInput { codeInterpreter: CodeInterpreterResourcesInput  fileSearch: FileSearchResourcesInput }
  input CodeInterpreterResourcesInput { fileIds: CodeInterpreterFileIds }
  input FileSearchResourcesInput { vectorStoreIds: FileSearchVectorStoreIds }

  type ThreadConnection { edges: [ThreadEdge!]!  nodes: [Thread!]!  pageInfo: PageInfo!  totalCount: Int }
  type ThreadEdge { cursor: String!  node: Thread! }
  type PageInfo { hasNextPage: Boolean!  hasPreviousPage: Boolean!  startCursor: String  endCursor: String }
  input ThreadFilter {
    metadata: Metadata
    metadataHasKeys: [String!]
    metadataLacksKeys: [String!]
    metadataContains: [MetadataText!]
    createdAt: DateTimeRange
    updatedAt: DateTimeRange
  }
  type Subscription { threadChanges(ids: [ID!], after: String): ThreadChange! }
  enum ChangeKind { CREATED UPDATED DELETED }
  type ThreadChange { kind: ChangeKind!  id: ID!  thread: Thread  cursor: String! }
  input MetadataText { key: String!  text: String! }
  input DateTimeRange { from: DateTime  until: DateTime }
  input ThreadOrder { field: ThreadOrderField!  direction: OrderDirection! }
  enum ThreadOrderField { CREATED_AT UPDATED_AT }
  enum OrderDirection { ASC DESC }

  scalar Metadata
  scalar CodeInterpreterFileIds
  scalar FileSearchVectorStoreIds
  scalar DateTime

  # For federated gateways.
  type _Service { sdl: String! }
  union _Entity = Thread
  scalar _Any
`)

describe('the schema', () => {
  it('is the committed schema.graphql', async () => {
    const committed = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8')
    // graphql 17 writes default values with spaces.
    const printed = printSchema(schema).replaceAll(/ = \{ (.*) \}$/gm, ' = {$1}')
    expect(committed).toBe(`${printed}\n`)
  })

  it('has the types of the contract, and no others', () => {
    expect(typesOf(schema).map(nameOf).sort()).toEqual(typesOf(contract).map(nameOf).sort())
  })

  it('has each type as in the contract', () => {
    for (const { name } of typesOf(contract)) {
      expect(shapeOf(schema.getType(name)), name).toEqual(shapeOf(contract.getType(name)))
    }
  })

  it('describes each of its parts with a sentence', () => {
    for (const { what, description } of typesOf(schema).flatMap(describedParts)) {
      // From its capital or number to its full stop.
      expect(description, what).toMatch(/^[A-Z1-9].+\.$/s)
    }
  })
})

function nameOf({ name }: GraphQLNamedType): string {
  return name
}

/** GraphQL's own, which every schema has. `ID` is not among them: here it is a scalar of the project. */
const builtIn = new Set(['Boolean', 'Float', 'Int', 'String'])

function typesOf(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__') && !builtIn.has(name))
}

type Field = GraphQLField<unknown, unknown> | GraphQLInputField

function fieldsOf(type: GraphQLNamedType): Field[] {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
    ? Object.values(type.getFields())
    : []
}

function argumentsOf(field: Field): readonly GraphQLArgument[] {
  return 'args' in field ? field.args : []
}

/** A type as a list of its fields, each as a line of SDL: `thread(id: ID!): Thread`. */
function shapeOf(type: GraphQLNamedType | undefined) {
  if (!type) return undefined
  const fields = fieldsOf(type).map((field) => {
    const args = argumentsOf(field).map((arg) => `${arg.name}: ${arg.type}`)
    return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}: ${field.type}`
  })
  return { kind: type.constructor.name, fields }
}

/** A type and everything in it that can have a description. */
function describedParts(type: GraphQLNamedType) {
  const values = isEnumType(type) ? type.getValues() : []
  return [
    { what: type.name, description: type.description },
    ...values.map((value) => ({ what: `${type.name}.${value.name}`, description: value.description })),
    ...fieldsOf(type).flatMap((field) => {
      const what = `${type.name}.${field.name}`
      return [
        { what, description: field.description },
        ...argumentsOf(field).map((arg) => ({ what: `${what}(${arg.name}:)`, description: arg.description })),
      ]
    }),
  ]
}
