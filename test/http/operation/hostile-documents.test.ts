import { describe, expect, it } from 'vitest'
import { refusedDocuments, times } from '../../support/abuse/refused-documents.ts'
import { serveUpstream } from '../../support/api.ts'
import { wireThread } from '../../support/upstream.ts'

const production = { NODE_ENV: 'production' }
const threads = [wireThread('thread_a')]

describe.each(refusedDocuments)('$name', ({ query, variables, message }) => {
  it('is refused as a whole, with one message that says why, and nothing is sent', async () => {
    const { server, upstream } = await serveUpstream(threads, production)
    const { status, data, errors = [] } = await server.query(query, variables)
    expect({ status, data }).toEqual({ status: 400, data: undefined })
    expect(errors[0]?.message).toMatch(message)
    expect(new Set(errors.map((error) => error.extensions['code']))).toEqual(new Set(['BAD_USER_INPUT']))
    expect(upstream.journal).toEqual([])
    expect(server.bugs).toEqual([])
  })

  it('gets a bounded number of errors of bounded length', async () => {
    const { server } = await serveUpstream(threads, production)
    const { errors = [] } = await server.query(query, variables)
    expect(errors.length).toBeLessThanOrEqual(20)
    for (const error of errors) expect(JSON.stringify(error).length).toBeLessThan(2500)
  })
})

describe('in production, what is misspelt', () => {
  const misspelt: [what: string, query: string, variables?: Record<string, unknown>][] = [
    ['field', '{ thred(id: "thread_a") { id } }'],
    ['field of a thread', '{ thread(id: "thread_a") { metdata } }'],
    ['argument', '{ thread(idd: "thread_a") { id } }'],
    ['type of a variable', 'query ($id: IDD) { thread(id: $id) { id } }'],
    ['type of a fragment', '{ ... on Quer { __typename } }'],
    ['input field', 'mutation { createThread(toolResources: { fileSerch: {} }) { id } }'],
    [
      'input field in a variable',
      'mutation ($tools: ToolResourcesInput) { createThread(toolResources: $tools) { id } }',
      { tools: { fileSerch: {} } },
    ],
  ]

  it.each(misspelt)('is not put right: a %s', async (_, query, variables) => {
    const { server, upstream } = await serveUpstream(threads, production)
    const answer = await server.query(query, variables)
    expect(answer.status).toBe(400)
    expect(answer.errors?.length).toBeGreaterThan(0)
    expect(JSON.stringify(answer)).not.toMatch(/did you mean|metadata|fileSearch/i)
    expect(upstream.journal).toEqual([])
  })

  it.each(misspelt)('is put right outside of it: a %s', async (_, query, variables) => {
    const { server } = await serveUpstream(threads)
    expect(JSON.stringify(await server.query(query, variables))).toMatch(/did you mean/i)
  })

  it('is put right where INTROSPECTION says that the schema is no secret', async () => {
    const { server } = await serveUpstream(threads, { ...production, INTROSPECTION: 'true' })
    const { errors } = await server.query('{ thred(id: "thread_a") { id } }')
    expect(errors?.[0]?.message).toContain('Did you mean "thread"')
  })
})

describe('the schema', () => {
  const query = '{ __schema { queryType { name } } }'
  const asked = { status: 200, data: { __schema: { queryType: { name: 'Query' } } } }

  it.each([
    ['outside of production', {}, asked],
    ['in production where INTROSPECTION is true', { ...production, INTROSPECTION: 'true' }, asked],
    ['in production', production, { status: 400 }],
    ['where INTROSPECTION is false', { INTROSPECTION: 'false' }, { status: 400 }],
  ])('answers for itself, or does not: %s', async (_, env, answer) => {
    const { server } = await serveUpstream([], env)
    expect(await server.query(query)).toMatchObject(answer)
  })

  it('does not hide __typename in production', async () => {
    const { server } = await serveUpstream([], production)
    expect(await server.query('{ __typename }')).toEqual({ status: 200, data: { __typename: 'Query' } })
  })
})

describe('MAX_ERRORS', () => {
  it.each([1, 3, 20])('bounds the errors of a document: %i', async (limit) => {
    const { server } = await serveUpstream([], { MAX_ERRORS: String(limit) })
    const { errors } = await server.query(`{ ${times(50, (i) => `x${i}`)} }`)
    expect(errors).toHaveLength(limit)
  })

  it('bounds the errors of variables', async () => {
    const { server } = await serveUpstream([], { MAX_ERRORS: '3' })
    const { errors } = await server.query('query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }', {
      ids: Array.from({ length: 50 }, () => ''),
    })
    expect(errors).toHaveLength(3)
  })

  it('leaves a response with data all of its errors', async () => {
    const { server, upstream } = await serveUpstream([], { MAX_ERRORS: '3' })
    upstream.script = () => ({ status: 403, body: {} })
    const { data, errors } = await server.query(
      '{ threadsById(ids: ["thread_a", "thread_b", "thread_c", "thread_d", "thread_e"]) { id } }',
    )
    expect(data).toEqual({ threadsById: [null, null, null, null, null] })
    expect(errors).toHaveLength(5)
  })
})
