import { describe, expect, it } from 'vitest'
import { times } from '../../support/abuse/refused-documents.ts'
import { serveUpstream } from '../../support/api.ts'
import { wireThread } from '../../support/upstream.ts'

const threads = [wireThread('thread_a')]

interface Row {
  env: string
  limit: number
  /** A document with just so many. */
  make: (count: number) => string
  /** What is said of one with one more than allowed. */
  message: string
}

/** One line per limit: a document with just as much as allowed passes, and one with one more does not. */
const limits: Row[] = [
  {
    env: 'MAX_TOKENS',
    limit: 20,
    make: (tokens) => `{ ${'__typename '.repeat(tokens - 2)} }`,
    message: 'The document has more than 20 tokens; at most 20 are allowed',
  },
  {
    env: 'MAX_DEPTH',
    limit: 3,
    make: (levels) =>
      levels === 3
        ? '{ thread(id: "thread_a") { toolResources { __typename } } }'
        : '{ thread(id: "thread_a") { toolResources { fileSearch { __typename } } } }',
    message: 'The operation has 4 levels of fields; at most 3 are allowed',
  },
  {
    env: 'MAX_DEPTH',
    limit: 2,
    // Fragments are no levels of their own, and hide none.
    make: (levels) =>
      `query Deep { ...A } fragment A on Query { ... on Query { thread(id: "thread_a") { ...B } } }
       fragment B on Thread { ... { ${levels === 2 ? 'id' : 'toolResources { __typename }'} } }`,
    message: 'The operation Deep has 3 levels of fields; at most 2 are allowed',
  },
  {
    env: 'MAX_FIELDS',
    limit: 5,
    // Each spread counts the fields of its fragment again.
    make: (fields) =>
      `{ __typename ...A ...A ${fields > 5 ? '__typename' : ''} }
       fragment A on Query { ...B ...B } fragment B on Query { __typename }`,
    message: 'The operation has 6 fields; at most 5 are allowed',
  },
  {
    env: 'MAX_ALIASES',
    limit: 5,
    make: (aliases) => `{ ${times(aliases, (i) => `a${i}: __typename`)} }`,
    message: 'The operation has 6 aliases; at most 5 are allowed',
  },
  {
    env: 'MAX_ALIASES',
    limit: 4,
    // A fragment counts as often as it is spread.
    make: (aliases) =>
      `{ a: thread(id: "thread_a") { ...T } b: thread(id: "thread_a") { ...T ${aliases > 4 ? 'y: id' : ''} } }
       fragment T on Thread { x: id }`,
    message: 'The operation has 5 aliases; at most 4 are allowed',
  },
  {
    env: 'MAX_ALIASES',
    limit: 0,
    make: (aliases) => (aliases ? '{ a: __typename }' : '{ __typename }'),
    message: 'The operation has 1 aliases; at most 0 are allowed',
  },
  {
    env: 'MAX_DIRECTIVES',
    limit: 3,
    make: (directives) =>
      `query ($yes: Boolean = true) { ${times(directives, (i) => `a${i}: __typename @include(if: $yes)`)} }`,
    message: 'The operation has 4 directives; at most 3 are allowed',
  },
  {
    env: 'MAX_DIRECTIVES',
    limit: 2,
    // On spreads and inline fragments, too.
    make: (directives) =>
      `{ ...A @skip(if: false) ... @skip(if: false) { __typename ${directives > 2 ? '@skip(if: false)' : ''} } }
       fragment A on Query { __typename }`,
    message: 'The operation has 3 directives; at most 2 are allowed',
  },
  {
    env: 'MAX_MUTATIONS',
    limit: 3,
    make: (mutations) => `mutation { ${times(mutations, (i) => `a${i}: createThread { id }`)} }`,
    message: 'The operation has 4 mutations; at most 3 are allowed',
  },
  {
    env: 'MAX_MUTATIONS',
    limit: 2,
    make: (mutations) =>
      `mutation { ...A ${mutations > 2 ? 'c: createThread { id }' : ''} }
       fragment A on Mutation { a: createThread { id } ... { b: createThread { id } } }`,
    message: 'The operation has 3 mutations; at most 2 are allowed',
  },
]

describe.each(limits)('$env=$limit', ({ env, limit, make, message }) => {
  it('lets a document pass that has just as much', async () => {
    const { server } = await serveUpstream(threads, { [env]: String(limit) })
    const { status, errors } = await server.query(make(limit))
    expect({ status, errors }).toEqual({ status: 200, errors: undefined })
  })

  it('refuses one that has more, and sends nothing', async () => {
    const { server, upstream } = await serveUpstream(threads, { [env]: String(limit) })
    const { status, errors } = await server.query(make(limit + 1))
    expect({ status, message: errors?.[0]?.message }).toEqual({ status: 400, message })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', limit })
    expect(upstream.journal).toEqual([])
  })
})

describe('a limit', () => {
  it('holds for each operation of a document, also for those that do not run', async () => {
    const { server } = await serveUpstream(threads, { MAX_ALIASES: '1' })
    const query = 'query A { a: __typename } query B { b: __typename c: __typename }'
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, operationName: 'A' }),
    })
    expect(await response.text()).toContain('The operation B has 2 aliases; at most 1 are allowed')
  })

  it('holds again for a document that was seen before', async () => {
    const { server, upstream } = await serveUpstream(threads, { MAX_MUTATIONS: '1' })
    const query = 'mutation { a: createThread { id } b: createThread { id } }'
    const first = await server.query(query)
    expect(await server.query(query)).toEqual(first)
    expect(upstream.journal).toEqual([])
  })

  it('does not stand in the way of GraphiQL, which asks for the whole schema', async () => {
    const { server } = await serveUpstream(threads)
    const { getIntrospectionQuery } = await import('graphql')
    const { status, errors } = await server.query(getIntrospectionQuery({ inputValueDeprecation: true }))
    expect({ status, errors }).toEqual({ status: 200, errors: undefined })
  })
})
