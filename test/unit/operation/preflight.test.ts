import { buildSchema, getOperationAST, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { createPreflight } from '../../../src/operation/preflight.ts'

const schema = buildSchema(`
  input Options { must: Int! }
  type Query { run(id: ID!, n: Int, options: Options): Query, ids(ids: [ID!]!): Int }
`)
Object.assign(schema.getQueryType()?.getFields()['run']?.extensions ?? {}, {
  cost: { nodes: () => 2, ids: ({ id }: { id: string }) => [id] },
})

function verdictOf(text: string, variables: Record<string, unknown> = {}, options: object = {}) {
  const document = parse(text)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  const preflight = createPreflight({
    maxNodes: 10,
    maxUpstreamCalls: 3,
    maxErrors: 2,
    readsMany: false,
    ...options,
  })
  return preflight({ schema, document, operation, variables, context: {} })
}

describe('the preflight', () => {
  it('gives the variables as fields get them, with their defaults', () => {
    const verdict = verdictOf('query ($n: Int = 5, $id: ID!) { run(id: $id, n: $n) { __typename } }', {
      id: 1,
    })
    expect(verdict).toEqual({ variables: { n: 5, id: '1' } })
    expect(verdictOf('{ run(id: "a") { __typename } }')).toEqual({ variables: {} })
  })

  it('stops at so many bad variables, and says where each is', () => {
    const { errors } = verdictOf('query ($ids: [ID!]!) { ids(ids: $ids) }', { ids: [null, null, null, 'a'] })
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { argument: 'ids', path: [0] },
      { argument: 'ids', path: [1] },
    ])
  })

  it('stops at so many late values', () => {
    const fields = ['a', 'b', 'c'].map(
      (name) => `${name}: run(id: "x", options: { must: $n }) { __typename }`,
    )
    const { errors } = verdictOf(`query ($n: Int = 1) { ${fields.join(' ')} }`, { n: null })
    expect(errors?.map(({ extensions }) => extensions['path'])).toEqual([['must'], ['must']])
  })

  it('refuses what costs more nodes or calls than an operation may, at the operation', () => {
    const aliases = (count: number) =>
      `{ ${Array.from({ length: count }, (_, n) => `a${n}: run(id: "${n}") { __typename }`).join(' ')} }`
    expect(verdictOf(aliases(3)).errors).toBeUndefined()
    const [calls] = verdictOf(aliases(4)).errors ?? []
    expect(calls).toMatchObject({
      message: 'The operation would make 4 upstream calls; at most 3 are allowed',
      extensions: { code: 'BAD_USER_INPUT', limit: 3, actual: 4, unit: 'calls' },
      locations: [{ line: 1, column: 1 }],
    })
    const [nodes] = verdictOf(aliases(6), {}, { maxUpstreamCalls: 100 }).errors ?? []
    expect(nodes).toMatchObject({
      message: 'The operation would return 12 nodes; at most 10 are allowed',
      extensions: { code: 'BAD_USER_INPUT', limit: 10, actual: 12, unit: 'nodes' },
      locations: [{ line: 1, column: 1 }],
    })
  })

  it('lets what is no error of an input through', () => {
    const broken = buildSchema('scalar S type Query { a(s: S): Int }')
    Object.assign(broken.getType('S') ?? {}, {
      parseLiteral: () => {
        throw new TypeError('a bug')
      },
    })
    const document = parse('query ($v: Int) { a(s: { v: $v }) }')
    const operation = getOperationAST(document)
    const preflight = createPreflight({ maxNodes: 1, maxUpstreamCalls: 1, maxErrors: 1, readsMany: false })
    if (!operation) throw new Error('no operation')
    expect(() => preflight({ schema: broken, document, operation, variables: {}, context: {} })).toThrow(
      TypeError,
    )
  })
})
