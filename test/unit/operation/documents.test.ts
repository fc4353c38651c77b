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
