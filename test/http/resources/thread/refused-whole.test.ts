import { describe, expect, it } from 'vitest'
import { serveUpstream } from '../../../support/api.ts'
import { wireThread } from '../../../support/upstream.ts'

const first = 'first: updateThread(id: "thread_a", metadata: { done: "half" }) { id }'
const tooLong = 'v'.repeat(513)
const tooLongMessage = 'metadata["topic"] is 513 characters long; at most 512 are allowed'

describe('two mutations of which the second breaks a limit reach no upstream:', () => {
  it.each([
    {
      by: 'a literal',
      head: 'mutation',
      second: `updateThread(id: "thread_a", metadata: { topic: "${tooLong}" }) { id }`,
      variables: {},
      message: tooLongMessage,
    },
    {
      by: 'a variable',
      head: 'mutation ($metadata: Metadata)',
      second: 'updateThread(id: "thread_a", metadata: $metadata) { id }',
      variables: { metadata: { topic: tooLong } },
      message: tooLongMessage,
    },
    {
      by: 'a variable nested in a literal',
      head: 'mutation ($topic: String)',
      second: 'updateThread(id: "thread_a", metadata: { topic: $topic }) { id }',
      variables: { topic: tooLong },
      message: tooLongMessage,
    },
    {
      by: 'the default of a variable',
      head: `mutation ($metadata: Metadata = { topic: "${tooLong}" })`,
      second: 'updateThread(id: "thread_a", metadata: $metadata) { id }',
      variables: {},
      message: tooLongMessage,
    },
    {
      by: 'the default of a variable nested in a literal',
      head: `mutation ($topic: String = "${tooLong}")`,
      second: 'updateThread(id: "thread_a", metadata: { topic: $topic }) { id }',
      variables: {},
      message: tooLongMessage,
    },
    {
      by: 'an undefined variable nested in a literal',
      head: 'mutation ($topic: String)',
      second: 'updateThread(id: "thread_a", metadata: { topic: $topic }) { id }',
      variables: {},
      message: 'metadata["topic"] is the variable $topic, which has no value; a string is required',
    },
    {
      by: 'a variable of null nested in a literal',
      head: 'mutation ($topic: String)',
      second: 'updateThread(id: "thread_a", metadata: { topic: $topic }) { id }',
      variables: { topic: null },
      message: 'metadata["topic"] is null; a string is required',
    },
    {
      by: 'a variable of another type nested in a literal',
      head: 'mutation ($topic: Int)',
      second: 'updateThread(id: "thread_a", metadata: { topic: $topic }) { id }',
      variables: { topic: 5 },
      message: 'metadata["topic"] is a number; a string is required',
    },
    {
      by: 'a variable nested in a literal of a fragment',
      head: 'mutation ($topic: String)',
      second: '...Second',
      more: 'fragment Second on Mutation { updateThread(id: "thread_a", metadata: { topic: $topic }) { id } }',
      variables: { topic: tooLong },
      message: tooLongMessage,
    },
    {
      by: 'a bad id',
      head: 'mutation',
      second: 'deleteThread(id: "..") { id }',
      variables: {},
      message: '".." is not an id; 1 to 256 characters of A-Z, a-z, 0-9, "_" and "-" are allowed',
    },
    {
      by: 'a bad id in a variable',
      head: 'mutation ($id: ID!)',
      second: 'deleteThread(id: $id) { id }',
      variables: { id: '..' },
      message: '".." is not an id; 1 to 256 characters of A-Z, a-z, 0-9, "_" and "-" are allowed',
    },
    {
      by: 'a variable of null where null is not allowed',
      head: 'mutation ($id: ID = "thread_a")',
      second: 'deleteThread(id: $id) { id }',
      variables: { id: null },
      message: 'The variable $id is null; ID! is required',
    },
    {
      by: 'too many ids in a variable of the whole tool resources',
      head: 'mutation ($all: ToolResourcesInput)',
      second: 'updateThread(id: "thread_a", toolResources: $all) { id }',
      variables: { all: { fileSearch: { vectorStoreIds: ['vs_1', 'vs_2'] } } },
      message: 'toolResources.fileSearch.vectorStoreIds has 2 ids; at most 1 is allowed',
    },
    {
      by: 'too many ids in a variable nested in a literal',
      head: 'mutation ($ids: FileSearchVectorStoreIds)',
      second: 'updateThread(id: "thread_a", toolResources: { fileSearch: { vectorStoreIds: $ids } }) { id }',
      variables: { ids: ['vs_1', 'vs_2'] },
      message: 'toolResources.fileSearch.vectorStoreIds has 2 ids; at most 1 is allowed',
    },
  ])('by $by', async ({ head, second, more = '', variables, message }) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const document = `${head} { ${first} second: ${second} } ${more}`.replace('second: ...', '...')
    const { status, data, errors } = await server.query(document, variables)
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }])
    expect(status).toBe(400)
    expect(data).toBeUndefined()
    expect(upstream.journal).toEqual([])
  })

  it('with an error for each that does', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const { errors } = await server.query(
      `mutation ($topic: String, $user: String) {
        a: updateThread(id: "thread_a", metadata: { topic: $topic }) { id }
        b: updateThread(id: "thread_a", metadata: { user: $user }) { id }
      }`,
      { topic: tooLong, user: null },
    )
    expect(errors?.map(({ message }) => message)).toEqual([
      tooLongMessage,
      'metadata["user"] is null; a string is required',
    ])
    expect(upstream.journal).toEqual([])
  })

  it('and the document is judged anew for other variables', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const document = `mutation ($topic: String) {
      updateThread(id: "thread_a", metadata: { topic: $topic }) { metadata }
    }`
    const verdicts = []
    for (const topic of [tooLong, 'short', tooLong]) {
      verdicts.push((await server.query(document, { topic })).status)
    }
    expect(verdicts).toEqual([400, 200, 400])
    expect(upstream.journal.map(({ body }) => body)).toEqual(['{"metadata":{"topic":"short"}}'])
  })

  it('and of two operations, only the one that is to run is judged', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        operationName: 'Good',
        query: `mutation Good { updateThread(id: "thread_a", metadata: { a: "b" }) { id } }
          mutation Bad($topic: String) { updateThread(id: "thread_a", metadata: { topic: $topic }) { id } }`,
        variables: { topic: null },
      }),
    })
    expect(await response.json()).toEqual({ data: { updateThread: { id: 'thread_a' } } })
    expect(upstream.journal).toHaveLength(1)
  })
})
