import { GraphQLError, parse, Source } from 'graphql'
import { describe, expect, it } from 'vitest'
import { codedError, inputError } from '../../../src/core/errors.ts'
import type { RequestStats } from '../../../src/core/request-context.ts'
import { createPublicResult, failedResult } from '../../../src/operation/public-result.ts'

function shown(options: { suggestions?: boolean; maxResponseBytes?: number } = {}) {
  const bugs: unknown[] = []
  const publicResult = createPublicResult({
    onBug: (cause) => bugs.push(cause),
    maxErrors: 3,
    maxResponseBytes: 10_000,
    suggestions: true,
    ...options,
  })
  const stats: RequestStats = { startedAt: 0, isOperation: true, upstreamCalls: 0, upstreamMs: 0, codes: [] }
  return {
    bugs,
    stats,
    of: (result: Parameters<typeof publicResult>[0]) => publicResult(result, stats),
  }
}

const located = { nodes: parse('{ a }').definitions }

describe('a result without errors', () => {
  it('is handed on as it is, and notes no code', () => {
    const { of, stats } = shown()
    const result = { data: { a: 1 } }
    expect(of(result)).toBe(result)
    expect(stats.codes).toEqual([])
  })
})

describe('a result with data', () => {
  it('notes the code of each error, and says how many more than 1,000 there were', () => {
    const { of, stats } = shown({ maxResponseBytes: 1e6 })
    const errors = Array.from({ length: 1001 }, () => inputError('no'))
    expect(of({ data: null, errors: errors.slice(1) }).errors).toHaveLength(1000)
    const { errors: some } = of({ data: null, errors })
    expect(some).toHaveLength(1001)
    expect(some?.at(-1)?.toJSON()).toEqual({
      message: '1 further errors are not shown; ask for less at a time',
      extensions: { code: 'BAD_USER_INPUT', limit: 1000, actual: 1001, unit: 'errors' },
    })
    expect(stats.codes).toHaveLength(2001)
  })

  it('is replaced where it is too large: by what to do, and for a mutation by what was done', () => {
    for (const [type, code, what] of [
      ['query', 'BAD_USER_INPUT', 'The response would be larger than 100 bytes; ask for less at a time'],
      [
        'mutation',
        'OUTCOME_UNKNOWN',
        'The response would be larger than 100 bytes. The mutations were sent: read again what they changed.',
      ],
    ] as const) {
      const { of, stats } = shown({ maxResponseBytes: 100 })
      stats.type = type
      const { data, errors } = of({ data: { a: 'x'.repeat(200) } })
      expect(data).toBeNull()
      expect(errors?.map((error) => error.toJSON())).toEqual([
        { message: what, extensions: { code, limit: 100, unit: 'bytes' } },
      ])
      expect(stats.codes).toEqual([code])
    }
  })
})

describe('a result without data', () => {
  it('has as many errors as are of use, with a status for clients of GraphQL over HTTP', () => {
    const { of } = shown()
    const errors = Array.from({ length: 5 }, () => inputError('no', {}, located))
    const result = of({ errors })
    expect(result.errors).toHaveLength(3)
    expect(result.errors?.[0]?.extensions).toMatchObject({ http: { spec: true, status: 400 } })
  })

  it('has 500 where the bug is ours, and the status that the HTTP request deserves', () => {
    const { of, bugs } = shown()
    const cause = new TypeError('secret')
    const { errors } = of({ errors: failedResult(cause).errors ?? [] })
    expect(errors?.[0]).toMatchObject({
      message: 'Internal server error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', http: { spec: true, status: 500 } },
    })
    expect(bugs).toEqual([cause])
    const http = { status: 413, headers: { a: 'b' } }
    const refused = codedError('BAD_USER_INPUT', 'too large', { extensions: { http } })
    expect(of({ errors: [refused] }).errors?.[0]?.extensions['http']).toEqual({ ...http, spec: false })
    const inDocument = codedError('BAD_USER_INPUT', 'no', { ...located, extensions: { http } })
    expect(of({ errors: [inDocument] }).errors?.[0]?.extensions['http']).toEqual({ spec: true, status: 400 })
  })

  it('quotes at most 1,000 characters of a message', () => {
    const { of } = shown()
    const messages = [1000, 1001].map((length) => {
      const error = inputError('x'.repeat(length), {}, { source: new Source('a'), positions: [0] })
      return of({ errors: [error] }).errors?.[0]?.message
    })
    expect(messages).toEqual(['x'.repeat(1000), `${'x'.repeat(1000)}…`])
  })

  it('tells no names of the schema where there are to be no suggestions', () => {
    const error = new GraphQLError('Cannot query field "a". Did you mean "b"?\nDid you?', located)
    const plain = new GraphQLError('Cannot query field "a". Did you mean "b"?', located)
    expect(
      shown({ suggestions: false })
        .of({ errors: [plain, error] })
        .errors?.map(({ message }) => message),
    ).toEqual(['Cannot query field "a".', 'Cannot query field "a".'])
    expect(shown().of({ errors: [plain] }).errors?.[0]?.message).toBe(plain.message)
  })
})

describe('what was thrown', () => {
  it('is an error of the result, whatever it is', () => {
    const coded = inputError('no')
    expect(failedResult(coded)).toEqual({ errors: [coded] })
    const thrown = failedResult('text').errors?.[0]
    expect([thrown?.message, thrown?.originalError]).toEqual(['', new Error('text')])
  })
})
