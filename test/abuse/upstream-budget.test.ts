import { describe, expect, it } from 'vitest'
import { serveUpstream } from '../support/api.ts'
import { wireThread } from '../support/upstream.ts'
import { times } from './support/refused-documents.ts'

const ten = Array.from({ length: 10 }, (_, i) => `thread_${i}`)
const more = Array.from({ length: 10 }, (_, i) => `thread_${i + 10}`)
const list = (ids: string[]) => JSON.stringify(ids)

/** Serves twenty threads, with a budget of upstream calls. */
function serve(limit: number) {
  return serveUpstream(
    [...ten, ...more].map((id) => wireThread(id)),
    { MAX_UPSTREAM_CALLS: String(limit) },
  )
}

interface Row {
  what: string
  query: string
  variables?: Record<string, unknown>
  /** Upstream calls that it makes. */
  calls: number
}

const operations: Row[] = [
  {
    what: '50 aliases of the same 10 ids',
    query: `{ ${times(50, (i) => `a${i}: threadsById(ids: ${list(ten)}) { id }`)} }`,
    calls: 10,
  },
  {
    what: 'distinct ids in several fields',
    query: `{ a: threadsById(ids: ${list(ten)}) { id } b: threadsById(ids: ${list(more)}) { id } }`,
    calls: 20,
  },
  {
    what: 'ids that overlap',
    query: `{ a: threadsById(ids: ${list(ten)}) { id } b: thread(id: "thread_3") { id } c: thread(id: "thread_11") { id } }`,
    calls: 11,
  },
  {
    what: 'ids in variables',
    query: 'query ($ids: [ID!]!, $id: ID!) { threadsById(ids: $ids) { id } thread(id: $id) { id } }',
    variables: { ids: ten, id: 'thread_15' },
    calls: 11,
  },
  {
    what: 'ids in the defaults of variables',
    query: `query ($ids: [ID!]! = ${list(ten)}) { threadsById(ids: $ids) { id } }`,
    calls: 10,
  },
  {
    what: 'a variable inside a list',
    query: 'query ($id: ID!) { threadsById(ids: ["thread_1", $id]) { id } }',
    variables: { id: 'thread_2' },
    calls: 2,
  },
  {
    what: 'fields in fragments',
    query: `{ ...A ... on Query { b: threadsById(ids: ${list(more)}) { id } } }
      fragment A on Query { a: threadsById(ids: ${list(ten)}) { id } ...B }
      fragment B on Query { ... { thread(id: "thread_0") { id } } }`,
    calls: 20,
  },
  {
    what: 'mutations, though they name one thread',
    query: `mutation { ${times(12, (i) => `a${i}: updateThread(id: "thread_0", metadata: {}) { id }`)} }`,
    calls: 12,
  },
  {
    what: 'mutations in a fragment that is spread twice',
    query:
      'mutation { ...A ...A } fragment A on Mutation { a: createThread { id } b: deleteThread(id: "thread_0") { id } }',
    calls: 2,
  },
]

describe.each(operations)('$what', ({ query, variables, calls }) => {
  it(`makes ${calls} upstream calls where so many are allowed`, async () => {
    const { server, upstream } = await serve(calls)
    const { status, errors } = await server.query(query, variables)
    expect({ status, errors }).toEqual({ status: 200, errors: undefined })
    expect(upstream.journal).toHaveLength(calls)
  })

  it('is refused before the first of them where one less is allowed', async () => {
    const { server, upstream } = await serve(calls - 1)
    const { status, data, errors } = await server.query(query, variables)
    expect({ status, data }).toEqual({ status: 400, data: undefined })
    expect(errors).toMatchObject([
      {
        message: `The operation would make ${calls} upstream calls; at most ${calls - 1} are allowed`,
        extensions: { code: 'BAD_USER_INPUT', limit: calls - 1, actual: calls },
      },
    ])
    expect(upstream.journal).toEqual([])
  })
})

describe('the budget', () => {
  it('is looked at again when a known document comes with other variables', async () => {
    const { server, upstream } = await serve(10)
    const query = 'query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }'
    expect((await server.query(query, { ids: ten })).status).toBe(200)
    upstream.journal.length = 0
    expect((await server.query(query, { ids: [...ten, 'thread_10'] })).status).toBe(400)
    expect(upstream.journal).toEqual([])
  })

  it('counts a field that is skipped, since it looks at the document alone', async () => {
    const { server } = await serve(1)
    const { errors } = await server.query(
      '{ a: thread(id: "thread_0") { id } b: thread(id: "thread_1") @skip(if: true) { id } }',
    )
    expect(errors?.[0]?.message).toBe('The operation would make 2 upstream calls; at most 1 are allowed')
  })

  it('leaves it to others to say what is wrong with a variable', async () => {
    const { server, upstream } = await serve(1)
    const query = 'query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }'
    const { errors } = await server.query(query, { ids: [...ten, '../x'] })
    expect(errors?.[0]?.message).toMatch(/^"\.\.\/x" is not an id/)
    expect(upstream.journal).toEqual([])
  })

  it.each([
    ['null', null],
    ['left out', undefined],
  ])('does not stumble over a nullable variable that is %s where an id is required', async (_, id) => {
    const { server, upstream } = await serve(1)
    const query =
      'query ($id: ID = "thread_1") { a: thread(id: $id) { id } b: thread(id: "thread_2") { id } }'
    const { status, errors } = await server.query(query, id === undefined ? {} : { id })
    expect({ status, code: errors?.[0]?.extensions['code'] }).toEqual({ status: 400, code: 'BAD_USER_INPUT' })
    expect(upstream.journal).toEqual([])
    expect(server.bugs).toEqual([])
  })
})
