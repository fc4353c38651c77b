import { GraphQLError, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { RequestContext } from '../../../src/core/request-context.ts'
import { createOperation, type OperationParams, type Stages } from '../../../src/operation/run.ts'
import { schema } from '../../../src/schema.ts'

function operationWith(stages: Partial<Stages> = {}) {
  const started: unknown[] = []
  const { run, stages: own } = createOperation({
    schema,
    maxTokens: 100,
    maxErrors: 5,
    introspection: true,
    maxDepth: 10,
    maxFields: 20,
    maxAliases: 20,
    maxDirectives: 5,
    maxMutations: 5,
    maxNodes: 100,
    maxUpstreamCalls: 10,
    readsMany: false,
    compileAfter: 100,
    maxSubscriptions: 1,
    maxSubscriptionsPerCaller: 1,
    contextFor: () => ({ of: 'the request' }),
    onStart: (request) => started.push(request),
  })
  const request = (method = 'POST') =>
    ({
      http: { method },
      stats: { startedAt: 0, isOperation: false, upstreamCalls: 0, upstreamMs: 0, codes: [] },
    }) as unknown as RequestContext
  return {
    run: (params: OperationParams, asked: RequestContext) =>
      run(params, asked, { stages: { ...own, ...stages } }),
    started,
    request,
  }
}

describe('an operation', () => {
  it('is noted with its type and its name, which is cut where it is long', async () => {
    const { run, started, request } = operationWith()
    const asked = request()
    expect(await run({ query: `query ${'N'.repeat(120)} { __typename }` }, asked)).toEqual({
      data: { __typename: 'Query' },
    })
    expect(started).toEqual([asked])
    expect(asked.stats).toMatchObject({ isOperation: true, type: 'query', operation: 'N'.repeat(100) })
    const nameless = request()
    await run({ query: '{ __typename }' }, nameless)
    expect('operation' in nameless.stats).toBe(false)
  })

  it('has no type where its document is not valid, and is noted nevertheless', async () => {
    const { run, request } = operationWith()
    const asked = request()
    expect((await run({ query: 'query Q { nope }' }, asked)).errors).toHaveLength(1)
    expect(asked.stats).toMatchObject({ isOperation: true, operation: 'Q' })
    expect(asked.stats.type).toBeUndefined()
  })

  it.each([
    [
      '{ __typename } query B { __typename }',
      undefined,
      'GET',
      'Could not determine what operation to execute.',
      { status: 400 },
    ],
    [
      'query A { __typename }',
      'B',
      'POST',
      'Could not determine what operation to execute.',
      { status: 400 },
    ],
    [
      'mutation { deleteThread(id: "a") { id } }',
      undefined,
      'GET',
      'Can only perform a mutation operation from a POST request.',
      { status: 405, headers: { Allow: 'POST' } },
    ],
  ])(
    'is refused before it is looked at further: %s (%s, %s)',
    async (query, operationName, method, message, http) => {
      const { run, request } = operationWith({
        validate: () => {
          throw new Error('too far')
        },
      })
      const error = await run({ query, operationName }, request(method)).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(GraphQLError)
      expect(error).toMatchObject({ message, extensions: { http } })
    },
  )

  it('goes through the stages with what each has made', async () => {
    const calls: unknown[] = []
    const document = parse('query Q($a: Int) { __typename }')
    const { run, request } = operationWith({
      parse: (text) => {
        calls.push(text)
        return document
      },
      validate: () => [],
      contextFor: async () => 'the context',
      execute: (args) => {
        calls.push(args)
        return { data: null }
      },
    })
    await run({ query: 'the text', variables: { a: 1 }, operationName: 'Q' }, request())
    const args = {
      schema,
      document,
      contextValue: 'the context',
      variableValues: { a: 1 },
      operationName: 'Q',
    }
    expect(calls).toEqual(['the text', args])
  })
})
