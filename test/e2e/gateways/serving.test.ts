import { describe, expect, it } from 'vitest'
import { ask } from '../../support/gateway/ask.ts'
import { readsOf, serveThreads, threadIds } from '../../support/gateway/served-threads.ts'
import { collidingTypes, serveUsers, type User, usersOf } from '../../support/gateway/users.ts'
import { refusal, wireThread } from '../../support/upstream.ts'
import { gateways } from './support/gateways.ts'

describe.each(gateways)('through $name', ({ serve }) => {
  async function serveFederated(ids: string[], users: User[] = usersOf(ids)) {
    const threads = await serveThreads(ids)
    const endpoint = await serve({ threads: threads.endpoint, users: await serveUsers(users) })
    threads.operations.splice(0)
    return { ...threads, endpoint }
  }

  const usersQuery = '{ users { id thread { id metadata } } }'

  it('50 entities are one request, and one read for each of their 30 threads', async () => {
    const ids = threadIds(30)
    const users = usersOf(ids, 50)
    const { endpoint, operations, upstream } = await serveFederated(ids, users)
    expect(await ask(endpoint, usersQuery)).toEqual({
      data: {
        users: users.map(({ id, threadId }) => ({
          id,
          thread: { id: threadId, metadata: { name: threadId } },
        })),
      },
    })
    expect(operations).toHaveLength(1)
    expect(readsOf(upstream.journal).sort()).toEqual(ids.map((id) => `/v1/threads/${id}`).sort())
  })

  it('a thread that is gone is null at its place, and its siblings are there', async () => {
    const users = usersOf(['thread_1', 'thread_gone', 'thread_2'])
    const { endpoint } = await serveFederated(threadIds(2), users)
    const { data } = await ask(endpoint, '{ users { thread { id createdAt } } }')
    const createdAt = '2023-11-03T12:21:23.000Z'
    expect(data).toEqual({
      users: [
        { thread: { id: 'thread_1', createdAt } },
        { thread: null },
        { thread: { id: 'thread_2', createdAt } },
      ],
    })
  })

  it('the list of threads is served, with its pages', async () => {
    const { endpoint, upstream } = await serveFederated([])
    const data = threadIds(2).map((id) => wireThread(id))
    upstream.script = () => ({ body: JSON.stringify({ object: 'list', data, has_more: true }) })
    const answer = await ask(endpoint, '{ threads(first: 2) { nodes { id } pageInfo { hasNextPage } } }')
    const nodes = threadIds(2).map((id) => ({ id }))
    expect(answer.data).toEqual({ threads: { nodes, pageInfo: { hasNextPage: true } } })
  })

  it('an id that cannot be one is an error at its place, and its siblings are there', async () => {
    const { endpoint, upstream } = await serveFederated(
      threadIds(2),
      usersOf(['thread_1', 'a/b', 'thread_2']),
    )
    const { data, errors } = await ask(endpoint, usersQuery)
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    expect(errors?.[0]?.path?.slice(0, 3)).toEqual(['users', 1, 'thread'])
    expect(data).toMatchObject({
      users: [{ thread: { metadata: {} } }, { thread: { metadata: null } }, { thread: { metadata: {} } }],
    })
    expect(readsOf(upstream.journal)).toHaveLength(2)
  })

  it('the error of one read keeps its code and what the upstream returned, at its place', async () => {
    const { endpoint, upstream } = await serveFederated(threadIds(3))
    upstream.script = ({ path }) => (path.endsWith('_2') ? refusal(403, 'No.', { code: 'no' }) : undefined)
    const { data, errors } = await ask(endpoint, usersQuery)
    expect(errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', upstream: { status: 403, code: 'no', requestId: 'req_local' } } },
    ])
    expect(errors?.[0]?.path?.slice(0, 3)).toEqual(['users', 1, 'thread'])
    expect(data).toMatchObject({
      users: [{ thread: { metadata: {} } }, { thread: { metadata: null } }, { thread: { metadata: {} } }],
    })
  })

  it('a mutation arrives with its values as they are', async () => {
    const { endpoint, upstream } = await serveFederated(['thread_1'])
    const answer = await ask(
      endpoint,
      `mutation ($metadata: Metadata, $files: CodeInterpreterFileIds) {
        updateThread(
          id: "thread_1"
          metadata: $metadata
          toolResources: { codeInterpreter: { fileIds: $files }, fileSearch: null }
        ) { metadata }
      }`,
      { metadata: { 'a key': 'a value' }, files: ['file_1', 'file_2'] },
    )
    expect(answer).toEqual({ data: { updateThread: { metadata: { 'a key': 'a value' } } } })
    expect(upstream.journal.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([
      [
        'POST',
        '/v1/threads/thread_1',
        {
          metadata: { 'a key': 'a value' },
          tool_resources: { code_interpreter: { file_ids: ['file_1', 'file_2'] }, file_search: null },
        },
      ],
    ])
  })

  it('the error of a mutation keeps its path and code, and the mutation is sent once', async () => {
    const { endpoint, upstream } = await serveFederated(['thread_1'])
    upstream.script = () => refusal(429, 'Later.')
    const { data, errors } = await ask(endpoint, 'mutation { mine: updateThread(id: "thread_1") { id } }')
    expect(data).toEqual({ mine: null })
    expect(errors).toMatchObject([
      { path: ['mine'], extensions: { code: 'RATE_LIMITED', upstream: { status: 429 } } },
    ])
    expect(upstream.journal).toHaveLength(1)
  })

  it('a broken limit says which, and where', async () => {
    const { endpoint, upstream } = await serveFederated([])
    const { data, errors } = await ask(
      endpoint,
      'mutation ($it: Metadata) { createThread(metadata: $it) { id } }',
      { it: { topic: 'x'.repeat(513) } },
    )
    expect(data).toEqual({ createThread: null })
    expect(errors).toMatchObject([
      {
        message: 'metadata["topic"] is 513 characters long; at most 512 are allowed',
        extensions: {
          code: 'BAD_USER_INPUT',
          argument: 'metadata',
          path: ['topic'],
          limit: 512,
          actual: 513,
        },
      },
    ])
    expect(upstream.journal).toEqual([])
  })

  it("each caller's own key arrives, also when two ask for the same at once", async () => {
    const { endpoint, upstream } = await serveFederated(['thread_1'])
    const keys = ['Bearer one', 'Bearer two']
    await Promise.all(keys.map((authorization) => ask(endpoint, usersQuery, {}, { authorization })))
    expect(upstream.journal.map(({ headers }) => headers.authorization).sort()).toEqual(keys)
  })

  it('types that another subgraph has too stay apart by their prefix', async () => {
    const threads = await serveThreads(['thread_1'], { typePrefix: 'Thread' })
    const users = await serveUsers(usersOf(['thread_1']), Object.values(collidingTypes).join(''))
    const endpoint = await serve({ threads: threads.endpoint, users })
    const answer = await ask(
      endpoint,
      `{ users {
        metadata { __typename createdBy }
        toolResources { __typename hammers }
        thread { __typename metadata toolResources { __typename } }
      } }`,
    )
    expect(answer).toEqual({
      data: {
        users: [
          {
            metadata: { __typename: 'Metadata', createdBy: 'user_1' },
            toolResources: { __typename: 'ToolResources', hammers: 2 },
            thread: {
              __typename: 'Thread',
              metadata: { name: 'thread_1' },
              toolResources: { __typename: 'ThreadToolResources' },
            },
          },
        ],
      },
    })
  })
})
