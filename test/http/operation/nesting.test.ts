import { describe, expect, it } from 'vitest'
import { nest, times } from '../../support/abuse/refused-documents.ts'
import { serveUpstream } from '../../support/api.ts'
import { wireThread } from '../../support/upstream.ts'

/** Every construct that can hold itself, as deep as 2,000 tokens go, and what is the matter with it, if anything is. */
const nestings: [what: string, query: string, message?: RegExp][] = [
  ['fields', `{ ${nest(660, 'thread{', 'id', '}')} }`, /661 levels of fields/],
  ['inline fragments', `{ ${nest(660, '...{', '__typename', '}')} }`],
  ['inline fragments with a type', `{ ${nest(390, '...on Query{', '__typename', '}')} }`],
  [
    'fragments, each in the next',
    `{ ...F0 } ${times(240, (i) => `fragment F${i} on Query { ${i < 239 ? `...F${i + 1}` : '__typename'} }`)}`,
  ],
  ['a list literal', `{ threadsById(ids: ${nest(990, '[', '', ']')}) { id } }`, /a list is not an id/],
  ['an object literal', `{ thread(id: ${nest(490, '{a:', '1', '}')}) { id } }`, /an object is not an id/],
  [
    'an object literal of an input type',
    `mutation { createThread(toolResources: ${nest(490, '{fileSearch:', '1', '}')}) { id } }`,
    /not defined by type/,
  ],
  [
    'a literal of a scalar',
    `mutation { createThread(metadata: ${nest(490, '{a:', '1', '}')}) { id } }`,
    /metadata\["a"\] is an object/,
  ],
  [
    'a literal of a scalar around a variable',
    `mutation ($u: String) { createThread(metadata: ${nest(485, '{a:', '$u', '}')}) { id } }`,
    /metadata\["a"\] is an object/,
  ],
  ['the type of a variable', `query ($a: ${nest(980, '[', 'ID', ']')}) { thread(id: $a) { id } }`, /of type/],
  [
    'the type of a variable, closed with !',
    `query ($a: ${nest(650, '[', 'ID', ']!')}) { thread(id: $a) { id } }`,
    /of type/,
  ],
  [
    'the default of a variable',
    `query ($a: [ID!]! = ${nest(970, '[', '', ']')}) { threadsById(ids: $a) { id } }`,
    /a list is not an id/,
  ],
  ['an argument of a directive', `{ __typename @include(if: ${nest(980, '[', '', ']')}) }`, /Boolean cannot/],
  [
    'an object in an argument of a directive',
    `{ __typename @include(if: ${nest(490, '{a:', '1', '}')}) }`,
    /Boolean cannot/,
  ],
  ['an argument of no directive', `{ __typename @x(if: ${nest(980, '[', '', ']')}) }`, /Unknown directive/],
  [
    'arguments that are compared',
    `{ a: thread(id: ${nest(480, '[', '', ']')}) { id } a: thread(id: ${nest(480, '[', '', ']')}) { id } }`,
    /a list is not an id/,
  ],
  [
    'objects that are compared',
    `{ a: thread(id: ${nest(240, '{a:', '1', '}')}) { id } a: thread(id: ${nest(240, '{a:', '2', '}')}) { id } }`,
    /differing arguments/,
  ],
  ['an unclosed selection', `{ ${'a{'.repeat(990)}`, /Syntax Error|nested too deeply/],
  ['an unclosed list', `{ threadsById(ids: ${'['.repeat(1990)}`, /Syntax Error|nested too deeply/],
  ['an unclosed object', `{ thread(id: ${'{a:'.repeat(660)}`, /Syntax Error|nested too deeply/],
  ['an unclosed type', `query ($a: ${'['.repeat(1990)}`, /Syntax Error|nested too deeply/],
]

describe.each(nestings)('2,000 tokens of %s', (_, query, message) => {
  it('overflow no stack', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const { status, data, errors } = await server.query(query)
    expect(status).toBe(message ? 400 : 200)
    expect(data).toEqual(message ? undefined : { __typename: 'Query' })
    if (message) expect(errors?.[0]?.message).toMatch(message)
    expect(upstream.journal).toEqual([])
    expect(server.bugs).toEqual([])
  })
})

describe('a token limit that is set very high', () => {
  it.each([
    ['fields', (levels: number) => `{ ${nest(levels, 'a{', 'id', '}')} }`],
    ['inline fragments', (levels: number) => `{ ${nest(levels, '...{', '__typename', '}')} }`],
    ['a list literal', (levels: number) => `{ thread(id: ${nest(levels, '[', '', ']')}) { id } }`],
    ['an object literal', (levels: number) => `{ thread(id: ${nest(levels, '{a:', '1', '}')}) { id } }`],
    ['a type', (levels: number) => `query ($a: ${nest(levels, '[', 'ID', ']')}) { thread(id: $a) { id } }`],
  ])('does not let %s overflow the stack either', async (_, make) => {
    const { server } = await serveUpstream([], { MAX_TOKENS: '100000' })
    // Where the stack ends differs from step to step: parsing, measuring, validating.
    for (const levels of [1000, 3000, 8000, 20_000]) {
      // To a client of plain JSON a document that is refused is 200, whatever is wrong with it.
      const { status, errors = [] } = await server.query(make(levels), {}, { accept: 'application/json' })
      expect(status).toBe(200)
      for (const error of errors) expect(error.extensions['code']).toBe('BAD_USER_INPUT')
    }
    expect(server.bugs).toEqual([])
  })
})

describe('5,000 levels in a variable', () => {
  const list = nest(5000, '[', '', ']')
  const map = nest(5000, '{"a":', '1', '}')

  it.each([
    ['an id', 'query ($v: ID!) { thread(id: $v) { id } }', list],
    ['a list of ids', 'query ($v: [ID!]!) { threadsById(ids: $v) { id } }', list],
    ['an item of it', 'query ($v: [ID!]!) { threadsById(ids: $v) { id } }', `["thread_a", ${list}]`],
    ['metadata', 'mutation ($v: Metadata) { createThread(metadata: $v) { id } }', map],
    ['an input', 'mutation ($v: ToolResourcesInput) { createThread(toolResources: $v) { id } }', map],
    ['a boolean', 'query ($v: Boolean!) { __typename @include(if: $v) }', map],
  ])('are refused where %s is asked for', async (_, query, value) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: `{"query": ${JSON.stringify(query)}, "variables": {"v": ${value}}}`,
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
    expect(upstream.journal).toEqual([])
    expect(server.bugs).toEqual([])
  })
})
