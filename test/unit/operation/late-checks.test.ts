import { buildSchema, type GraphQLScalarType, getOperationAST, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { findLateChecks } from '../../../src/operation/late-checks.ts'

const schema = buildSchema(`
  scalar Map
  input Options { must: Int!  withDefault: Int! = 1  map: Map }
  type Query { run(id: ID!, options: Options, map: Map, ids: [ID!]): Int }
`)
const seen: unknown[] = []
Object.assign(schema.getType('Map') as GraphQLScalarType, {
  parseLiteral: (_: unknown, variables: unknown) => void seen.push(variables),
})

/** The checks of an operation that come true or not with its variables. */
function checksOf(text: string, name?: string) {
  const document = parse(text)
  const operation = getOperationAST(document, name)
  if (!operation) throw new Error('no operation')
  return findLateChecks(schema, document, operation)
}

describe('values that depend on variables', () => {
  it.each([
    ['no variable', '{ run(id: "a", map: { a: 1 }, ids: ["a"]) }'],
    ['a variable that cannot be null', 'query ($id: ID!) { run(id: $id) }'],
    ['a nullable variable where null is allowed', 'query ($map: Map) { run(id: "a", map: $map) }'],
    ['a list of what cannot be null', 'query ($id: ID!) { run(id: "a", ids: [$id]) }'],
    [
      'a literal without a variable',
      'query ($m: Map) { run(id: "a", map: { a: 1 }) again: run(id: "a", map: $m) }',
    ],
    ['another operation', 'query A { run(id: "a") } query B ($m: Map) { run(id: "a", map: { a: $m }) }'],
  ])('are not there with %s', (_, text) => {
    expect(checksOf(text, text.includes('query A') ? 'A' : undefined)).toEqual([])
  })

  it('have a scalar read its literal with the variables, once for each literal', () => {
    const checks = checksOf(
      'query ($a: Map!) { run(id: "x", map: { a: [$a], b: { c: $a } }) ...F } fragment F on Query { b: run(id: "y", map: [$a]) }',
    )
    expect(checks).toHaveLength(2)
    seen.length = 0
    for (const check of checks) check({ a: 1 })
    expect(seen).toEqual([{ a: 1 }, { a: 1 }])
  })

  it('are those of one operation of several, and of those without a name', () => {
    const two =
      'query A ($m: Map!) { run(id: "a", map: { a: $m }) } query B ($m: Map!) { run(id: "a", map: { b: [$m] }) }'
    seen.length = 0
    for (const check of checksOf(two, 'B')) check({ b: 1 })
    expect(seen).toEqual([{ b: 1 }])
    expect(checksOf('query ($m: Map!) { run(id: "a", map: { a: { b: $m } }) }')).toHaveLength(1)
  })

  it('must not be null where that is not allowed', () => {
    const [check, ...more] = checksOf('query ($n: Int = 1) { run(id: "a", options: { must: $n }) }')
    expect(more).toEqual([])
    expect(() => check?.({ n: 1 })).not.toThrow()
    for (const variables of [{ n: null }, {}]) {
      expect(() => check?.(variables)).toThrow(
        expect.objectContaining({
          message: 'The variable $n is null; Int! is required',
          extensions: { code: 'BAD_USER_INPUT' },
          locations: [{ line: 1, column: expect.any(Number) }],
        }),
      )
    }
  })

  it('may be left out where there is a default, and not be null', () => {
    const [check] = checksOf('query ($n: Int) { run(id: "a", options: { must: 1, withDefault: $n }) }')
    expect(() => check?.({})).not.toThrow()
    expect(() => check?.({ n: null })).toThrow('The variable $n is null; Int! is required')
  })
})
