import { printSchema, validateSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { createSchema, type SchemaOptions, schema } from '../../../src/schema.ts'
import { readsOf, serveThreads } from '../../support/gateway/served-threads.ts'

/** GraphQL's own, and what gateways ask for. */
const notOurs = /^(_|Boolean$|Float$|ID$|Int$|String$)/

function typesOf(options: SchemaOptions): string[] {
  return Object.keys(createSchema(options).getTypeMap())
    .filter((name) => !notOurs.test(name))
    .sort()
}

describe('createSchema', () => {
  it.each<SchemaOptions>([
    {},
    { node: true },
    { typePrefix: 'Thread' },
    { typePrefix: 'OpenAI_2', node: true },
  ])('makes a valid schema with %o', (options) => {
    expect(validateSchema(createSchema(options))).toEqual([])
  })

  it('makes the schema that the command serves, without options and after any', () => {
    createSchema({ typePrefix: 'Other', node: true })
    expect(printSchema(createSchema())).toBe(printSchema(schema))
  })
})

describe('typePrefix', () => {
  it('comes before each name that has it not in it', () => {
    expect(typesOf({ typePrefix: 'Thread' })).toEqual([
      'DateTime',
      'DeletedThread',
      'Mutation',
      'Query',
      'Subscription',
      'Thread',
      'ThreadChange',
      'ThreadChangeKind',
      'ThreadCodeInterpreterFileIds',
      'ThreadCodeInterpreterResources',
      'ThreadCodeInterpreterResourcesInput',
      'ThreadConnection',
      'ThreadDateTimeRange',
      'ThreadEdge',
      'ThreadFileSearchResources',
      'ThreadFileSearchResourcesInput',
      'ThreadFileSearchVectorStoreIds',
      'ThreadFilter',
      'ThreadMetadata',
      'ThreadMetadataText',
      'ThreadOrder',
      'ThreadOrderDirection',
      'ThreadOrderField',
      'ThreadPageInfo',
      'ThreadToolResources',
      'ThreadToolResourcesInput',
    ])
  })

  it('comes before Thread too, when that has it not in it', () => {
    expect(typesOf({ typePrefix: 'My' })).toEqual(
      expect.arrayContaining(['DateTime', 'MyThread', 'MyMetadata', 'MyDeletedThread']),
    )
  })

  it.each(['', undefined])('changes nothing when it is %o', (typePrefix) => {
    expect(printSchema(createSchema({ typePrefix }))).toBe(printSchema(schema))
  })

  it.each(['1st', '__x', 'a b', 'é', 'X\n'])('may not be %o, with which no name can begin', (typePrefix) => {
    expect(() => createSchema({ typePrefix })).toThrow('typePrefix is')
  })

  it('leaves the limits as they are', async () => {
    const { server, upstream } = await serveThreads(['thread_1'], { typePrefix: 'Thread' })
    const { errors } = await server.query(
      'mutation ($it: ThreadMetadata) { updateThread(id: "thread_1", metadata: $it) { id } }',
      { it: { topic: 1 } },
    )
    expect(errors).toMatchObject([
      {
        message: 'metadata["topic"] is a number; a string is required',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ])
    expect(upstream.journal).toEqual([])
  })
})

describe('node', () => {
  it('is not there by default', async () => {
    const { server } = await serveThreads(['thread_1'])
    const { errors } = await server.query('{ node(id: "thread_1") { id } }')
    expect(errors).toMatchObject([{ message: expect.stringContaining('Cannot query field "node"') }])
    expect(schema.getType('Node')).toBeUndefined()
  })

  it.each<SchemaOptions>([{ node: true }, { node: true, typePrefix: 'My' }])(
    'reads a thread by its id, with %o',
    async (options) => {
      const { server } = await serveThreads(['thread_1'], options)
      const thread = `${options.typePrefix ?? ''}Thread`
      const { data } = await server.query(
        `{ node(id: "thread_1") { __typename id ... on ${thread} { metadata } } }`,
      )
      expect(data).toEqual({ node: { __typename: thread, id: 'thread_1', metadata: { name: 'thread_1' } } })
    },
  )

  it('is null where there is none', async () => {
    const { server } = await serveThreads([], { node: true })
    expect(await server.query('{ node(id: "thread_gone") { id } }')).toEqual({
      status: 200,
      data: { node: null },
    })
  })

  it('refuses an id that cannot be one, and reads nothing', async () => {
    const { server, upstream } = await serveThreads([], { node: true })
    const { errors } = await server.query('{ node(id: "a/b") { id } }')
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    expect(upstream.journal).toEqual([])
  })

  it('shares its read with other fields that ask for the thread', async () => {
    const { server, upstream } = await serveThreads(['thread_1'], { node: true })
    await server.query('{ node(id: "thread_1") { id } thread(id: "thread_1") { id } }')
    expect(readsOf(upstream.journal)).toEqual(['/v1/threads/thread_1'])
  })

  it('counts against the upstream calls that an operation may make', async () => {
    const { server } = await serveThreads([], { node: true }, { MAX_UPSTREAM_CALLS: '1' })
    const { errors } = await server.query('{ a: node(id: "a") { id } b: node(id: "b") { id } }')
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', limit: 1, actual: 2 } }])
  })
})
