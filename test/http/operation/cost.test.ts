import { describe, expect, it, onTestFinished } from 'vitest'
import { times } from '../../support/abuse/refused-documents.ts'
import { serveUpstream } from '../../support/api.ts'
import { startServer } from '../../support/server.ts'
import { wireThread } from '../../support/upstream.ts'

const ten = Array.from({ length: 10 }, (_, i) => `thread_${i}`)
const more = Array.from({ length: 10 }, (_, i) => `thread_${i + 10}`)
const list = (ids: string[]) => JSON.stringify(ids)

/** Serves twenty threads, with a limit of upstream calls. */
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
        extensions: { code: 'BAD_USER_INPUT', limit: calls - 1, actual: calls, unit: 'calls' },
      },
    ])
    expect(upstream.journal).toEqual([])
  })
})

describe('the limit of upstream calls', () => {
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

  it('counts a mutation in a fragment each time that it is spread', async () => {
    const { server, upstream } = await serve(1)
    const { errors } = await server.query(
      'mutation { ...A ...A } fragment A on Mutation { deleteThread(id: "thread_0") { id } }',
    )
    expect(errors).toMatchObject([{ extensions: { limit: 1, actual: 2, unit: 'calls' } }])
    expect(upstream.journal).toEqual([])
  })

  it('takes all ids of a field for one call where the upstream reads many at once', async () => {
    const server = await startServer({ MAX_UPSTREAM_CALLS: '2' })
    onTestFinished(server.close)
    const field = (i: number) => `a${i}: threadsById(ids: ${list(ten)}) { id }`
    expect((await server.query(`{ ${times(2, field)} }`)).errors).toBeUndefined()
    const { errors } = await server.query(`{ ${times(3, field)} }`)
    expect(errors).toMatchObject([{ extensions: { limit: 2, actual: 3, unit: 'calls' } }])
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

describe('the limit of nodes', () => {
  const rows = [
    {
      what: 'a thread for each time that it is asked for',
      query: `{ ${times(5, (i) => `a${i}: thread(id: "thread_0") { id }`)} }`,
      nodes: 5,
    },
    {
      what: 'ids in a list, repeats included',
      query: `{ threadsById(ids: ${list([...ten, ...ten])}) { id } }`,
      nodes: 20,
    },
    {
      what: 'a fragment each time that it is spread',
      query: `{ ...A ...A } fragment A on Query { threadsById(ids: ${list(ten)}) { id } }`,
      nodes: 20,
    },
    {
      what: 'the entities that a gateway asks for',
      query: `{ _entities(representations: [${times(7, () => '{ __typename: "Thread", id: "thread_0" }')}]) { __typename } }`,
      nodes: 7,
    },
    {
      what: 'a mutation',
      query: `mutation { ${times(3, (i) => `a${i}: updateThread(id: "thread_0", metadata: {}) { id }`)} }`,
      nodes: 3,
    },
    {
      what: 'the schema, which is large',
      query: '{ a: __schema { queryType { name } } b: __type(name: "Thread") { name } }',
      nodes: 1000,
    },
  ]

  it.each(rows)('counts $what', async ({ query, nodes }) => {
    const allowed = await serveUpstream([wireThread('thread_0')], { MAX_NODES: String(nodes) })
    expect((await allowed.server.query(query)).status).toBe(200)
    const { server, upstream } = await serveUpstream([], { MAX_NODES: String(nodes - 1) })
    const { status, errors } = await server.query(query)
    expect(status).toBe(400)
    expect(errors).toMatchObject([
      {
        message: `The operation would return ${nodes} nodes; at most ${nodes - 1} are allowed`,
        extensions: { code: 'BAD_USER_INPUT', limit: nodes - 1, actual: nodes, unit: 'nodes' },
      },
    ])
    expect(upstream.journal).toEqual([])
  })

  it('lets 1,000 ids in one list pass by default, and refuses 28 such lists', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_0')])
    const ids = Array.from({ length: 1000 }, () => 'thread_0')
    const query = (aliases: number) =>
      `query ($ids: [ID!]!) { ${times(aliases, (i) => `a${i}: threadsById(ids: $ids) { id }`)} }`
    const { data } = await server.query<{ a0: unknown[] }>(query(1), { ids })
    expect(data?.a0).toHaveLength(1000)
    upstream.journal.length = 0
    const { errors } = await server.query(query(28), { ids })
    expect(errors).toMatchObject([{ extensions: { limit: 25_000, actual: 28_000, unit: 'nodes' } }])
    expect(upstream.journal).toEqual([])
  })
})

describe('the limit of bytes in a response', () => {
  /** Serves a thread of about 1 kB, under a limit of 10 kB. */
  async function serveLarge() {
    const metadata = { a: 'a'.repeat(500), b: '\u0000'.repeat(80) }
    return serveUpstream([wireThread('thread_0', { metadata })], { MAX_RESPONSE_BYTES: '10240' })
  }
  const tooLarge = 'The response would be larger than 10240 bytes'

  it.each([
    ['one thread many times', `{ ${times(15, (i) => `a${i}: thread(id: "thread_0") { metadata }`)} }`],
    [
      'a long alias in each item of a list',
      `{ threadsById(ids: ${list([...ten])}) { ${'a'.repeat(1100)}: id } }`,
    ],
    [
      'a long alias in the path of each error',
      `{ ${'a'.repeat(1100)}: threadsById(ids: ${list(ten)}) { id } }`,
    ],
    ['the schema', '{ _sdl a: _sdl b: _sdl }'],
  ])('holds for %s', async (what, query) => {
    const { server, upstream } = await serveLarge()
    for (const id of ten.slice(1)) upstream.threads.set(id, wireThread(id))
    if (what.includes('error')) upstream.script = () => ({ status: 403, body: {} })
    const answer = await server.query(query)
    expect(answer).toMatchObject({
      data: null,
      errors: [
        {
          message: `${tooLarge}; ask for less at a time`,
          extensions: { code: 'BAD_USER_INPUT', limit: 10_240, unit: 'bytes' },
        },
      ],
    })
  })

  it('lets a response pass that is just below it', async () => {
    const { server } = await serveLarge()
    const query = `{ ${times(9, (i) => `a${i}: thread(id: "thread_0") { metadata }`)} }`
    const { data, errors } = await server.query(query)
    expect(errors).toBeUndefined()
    expect(JSON.stringify({ data }).length).toBeGreaterThan(9000)
  })

  it('says of mutations that they were sent', async () => {
    const { server, upstream } = await serveLarge()
    const { errors } = await server.query(
      `mutation { ${times(15, (i) => `a${i}: updateThread(id: "thread_0") { metadata }`)} }`,
    )
    expect(errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN', limit: 10_240, unit: 'bytes' } }])
    expect(upstream.journal).toHaveLength(15)
  })
})

it('tells how many errors there were where a response may not have all of them', async () => {
  const { server, upstream } = await serveUpstream()
  upstream.script = () => ({ status: 403, body: {} })
  const ids = Array.from({ length: 600 }, () => 'thread_0')
  const query = 'query ($ids: [ID!]!) { a: threadsById(ids: $ids) { id } b: threadsById(ids: $ids) { id } }'
  const { errors } = await server.query(query, { ids })
  expect(errors).toHaveLength(1001)
  expect(errors?.at(-1)).toMatchObject({
    message: '200 further errors are not shown; ask for less at a time',
    extensions: { code: 'BAD_USER_INPUT', limit: 1000, actual: 1200, unit: 'errors' },
  })
})
