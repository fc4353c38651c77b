import { GraphQLError, type ValidationRule } from 'graphql'
import { describe, expect, it } from 'vitest'
import { createDocuments } from '../../../src/operation/documents.ts'
import { schema } from '../../../src/schema.ts'

const text = (number: number, length = 20) => `{ thread(id: "${number}") { id } }`.padEnd(length)

function documents() {
  const { parse, validate } = createDocuments(schema, {
    maxTokens: 2000,
    maxErrors: 20,
    introspection: true,
    maxDepth: 10,
    maxFields: 2000,
    maxAliases: 200,
    maxDirectives: 50,
    maxMutations: 50,
  })
  /** Parses a document twice. */
  const twice = (document: string) => [parse(document), parse(document)] as const
  return { parse, validate, twice }
}

describe('a document', () => {
  it('is parsed anew until it has come twice, and validated once from then on', () => {
    const { parse, validate } = documents()
    const [first, second, third] = [parse(text(1)), parse(text(1)), parse(text(1))]
    expect(second).not.toBe(first)
    expect(third).toBe(second)
    const mistake = parse('{ nope }')
    expect(validate(mistake)).toHaveLength(1)
    expect(validate(mistake)).toBe(validate(mistake))
  })

  it('is not kept when it is larger than 32 kB', () => {
    const { parse, twice } = documents()
    parse(text(1, 32_769))
    const [second, third] = twice(text(1, 32_769))
    expect(third).not.toBe(second)
  })

  it('is dropped when those that were used after it have 256 kB together', () => {
    const { parse, twice } = documents()
    const [, often] = twice(text(0, 16_384))
    const [, once] = twice(text(1, 16_384))
    for (let number = 2; number <= 40; number++) {
      twice(text(number, 16_384))
      expect(parse(text(0, 16_384))).toBe(often)
    }
    expect(parse(text(1, 16_384))).not.toBe(once)
  })
})

describe('the lines of a document', () => {
  /** A document with this many lines. */
  const lines = (count: number, body = '{ thread(id: "a") { id } }') => '\n'.repeat(count - 1) + body

  it.each([
    [200, true],
    [201, false],
  ])('%i of a valid one have locations while it runs: %j', (count, located) => {
    const { parse, validate } = documents()
    const document = parse(lines(count))
    expect(validate(document)).toEqual([])
    expect([document.loc !== undefined, document.definitions[0]?.loc !== undefined]).toEqual([
      located,
      located,
    ])
  })

  it.each([
    [2000, true],
    [2001, false],
  ])('%i have locations in errors: %j', (count, located) => {
    const { parse, validate } = documents()
    const [error] = validate(parse(lines(count, '{ nope }')))
    expect(error?.locations !== undefined).toBe(located)
  })

  it.each(['\n', '\r', '\r\n'])('end with %j', (end) => {
    const { parse, validate } = documents()
    const document = parse(end.repeat(200) + text(1))
    validate(document)
    expect(document.loc).toBeUndefined()
  })
})

describe('the validation of a document', () => {
  it('finds no more errors than are of use', () => {
    const { parse, validate } = documents()
    expect(validate(parse(`{ ${Array.from({ length: 30 }, (_, n) => `nope${n}`).join(' ')} }`))).toHaveLength(
      21,
    )
  })

  it('takes further rules for a request alone', () => {
    const { parse, validate } = documents()
    const rule: ValidationRule = (context) => ({
      Field: (node) => context.reportError(new GraphQLError('no fields today', { nodes: node })),
    })
    const document = parse(text(1))
    expect(validate(document, [rule])).toHaveLength(2)
    expect(validate(document)).toEqual([])
  })

  it('says where a document begins that has too many tokens or levels', () => {
    const { parse } = documents()
    const caught = (document: string) => {
      try {
        return parse(document)
      } catch (error) {
        return error
      }
    }
    expect(caught(`{ ${'a '.repeat(2000)} }`)).toMatchObject({
      message: 'The document has more than 2000 tokens; at most 2000 are allowed',
      extensions: { code: 'BAD_USER_INPUT', limit: 2000 },
      locations: [{ line: 1, column: expect.any(Number) }],
    })
    const { parse: parseDeep } = createDocuments(schema, {
      maxTokens: 1e7,
      maxErrors: 20,
      introspection: true,
      maxDepth: 1e7,
      maxFields: 1e7,
      maxAliases: 1e7,
      maxDirectives: 1e7,
      maxMutations: 1e7,
    })
    expect(() => parseDeep('{ a '.repeat(200_000))).toThrow(
      expect.objectContaining({
        message: 'The document is nested too deeply',
        locations: [{ line: 1, column: 1 }],
        extensions: { code: 'BAD_USER_INPUT' },
      }),
    )
  })
})
