import { batchDelegateToSchema } from '@graphql-tools/batch-delegate'
import { stitchSchemas } from '@graphql-tools/stitch'
import { createYoga } from 'graphql-yoga'
import { describe, expect, it } from 'vitest'
import { createGateway, subschema } from '../../samples/gateway/stitching.ts'
import { ask } from '../../support/gateway/ask.ts'
import { readsOf, serveThreads, threadIds } from '../../support/gateway/served-threads.ts'
import { serveHttp, serveUsers, type User, usersOf } from '../../support/gateway/users.ts'
import { refusal, wireThread } from '../../support/upstream.ts'

/** Serves threads and users, and a gateway that stitches them over HTTP. */
async function serveStitched(ids: string[], users: User[] = usersOf(ids)) {
  const threads = await serveThreads(ids)
  const gateway = await createGateway([threads.endpoint, await serveUsers(users)])
  const endpoint = `${await serveHttp(gateway)}/graphql`
  const builtFrom = threads.operations.splice(0)
  return { ...threads, endpoint, builtFrom }
}

const usersQuery = '{ users { id thread { id metadata } } }'

describe('a gateway that stitches', () => {
  it('is built from the _sdl that the server gives', async () => {
    const { endpoint, builtFrom } = await serveStitched([])
    expect(builtFrom.map(({ query }) => query.replaceAll(/\s/g, ''))).toEqual(['{_sdl}'])
    const { data } = await ask(endpoint, '{ __schema { queryType { fields { name } } } }')
    const names = ['thread', 'threadsById', 'threads', 'users'].map((name) => ({ name }))
    expect(data).toEqual({ __schema: { queryType: { fields: names } } })
  })

  it('serves the list of threads, with its pages', async () => {
    const { endpoint, upstream } = await serveStitched([])
    const data = threadIds(2).map((id) => wireThread(id))
    upstream.script = () => ({ body: JSON.stringify({ object: 'list', data, has_more: true }) })
    const answer = await ask(endpoint, '{ threads(first: 2) { nodes { id } pageInfo { hasNextPage } } }')
    const nodes = threadIds(2).map((id) => ({ id }))
    expect(answer).toEqual({ data: { threads: { nodes, pageInfo: { hasNextPage: true } } } })
  })

  it('makes one request for 50 users, and one read for each of their 30 threads', async () => {
    const ids = threadIds(30)
    const users = usersOf(ids, 50)
    const { endpoint, operations, upstream } = await serveStitched(ids, users)
    const { data, errors } = await ask(endpoint, usersQuery)
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      users: users.map(({ id, threadId }) => ({
        id,
        thread: { id: threadId, metadata: { name: threadId } },
      })),
    })
    expect(operations).toHaveLength(1)
    expect(readsOf(upstream.journal).sort()).toEqual(ids.map((id) => `/v1/threads/${id}`).sort())
  })

  it('has null where a thread is gone, and its siblings', async () => {
    const { endpoint } = await serveStitched(
      ['thread_1', 'thread_2'],
      usersOf(['thread_1', 'thread_gone', 'thread_2']),
    )
    const { data, errors } = await ask(endpoint, '{ users { thread { id createdAt } } }')
    const createdAt = '2023-11-03T12:21:23.000Z'
    expect(data).toEqual({
      users: [
        { thread: { id: 'thread_1', createdAt } },
        { thread: null },
        { thread: { id: 'thread_2', createdAt } },
      ],
    })
    // The users' server said that there is one: that it has no `createdAt` is an error to the gateway.
    expect(errors?.map(({ path }) => path)).toEqual([['users', 1, 'thread', 'createdAt']])
  })

  it('has null and no error where a thread is gone, when it links users and threads itself', async () => {
    const threads = await serveThreads(['thread_1', 'thread_2'])
    const users = await serveUsers(usersOf(['thread_1', 'thread_gone', 'thread_2']))
    const [threadSchema, userSchema] = await Promise.all([subschema(threads.endpoint), subschema(users)])
    threads.operations.splice(0)
    const schema = stitchSchemas({
      subschemas: [threadSchema, userSchema],
      typeDefs: 'extend type User { linked: Thread }',
      resolvers: {
        User: {
          linked: {
            selectionSet: '{ threadId }',
            resolve: ({ threadId }: User, _, context, info) =>
              batchDelegateToSchema({
                schema: threadSchema,
                fieldName: 'threadsById',
                key: threadId,
                argsFromKeys: (ids) => ({ ids }),
                context,
                info,
              }),
          },
        },
      },
    })
    const yoga = createYoga({ schema })
    const endpoint = `${await serveHttp(yoga)}/graphql`
    expect(await ask(endpoint, '{ users { linked { id metadata } } }')).toEqual({
      data: {
        users: [
          { linked: { id: 'thread_1', metadata: { name: 'thread_1' } } },
          { linked: null },
          { linked: { id: 'thread_2', metadata: { name: 'thread_2' } } },
        ],
      },
    })
    expect(threads.operations).toHaveLength(1)
  })

  it('passes mutations on, with their values as they are', async () => {
    const { endpoint, upstream } = await serveStitched(['thread_1'])
    const { data, errors } = await ask(
      endpoint,
      `mutation ($metadata: Metadata, $files: CodeInterpreterFileIds) {
        updateThread(
          id: "thread_1"
          metadata: $metadata
          toolResources: { codeInterpreter: { fileIds: $files }, fileSearch: null }
        ) { metadata toolResources { codeInterpreter { fileIds } } }
      }`,
      { metadata: { 'a key': 'a value' }, files: ['file_1', 'file_2'] },
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      updateThread: {
        metadata: { 'a key': 'a value' },
        toolResources: { codeInterpreter: { fileIds: ['file_1', 'file_2'] } },
      },
    })
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

  it('passes on the code of an error, and what the upstream returned', async () => {
    const { endpoint } = await serveStitched([])
    const { data, errors } = await ask(endpoint, 'mutation { gone: updateThread(id: "thread_gone") { id } }')
    expect(data).toEqual({ gone: null })
    expect(errors).toMatchObject([
      {
        path: ['gone'],
        extensions: { code: 'NOT_FOUND', upstream: { status: 404, requestId: 'req_local' } },
      },
    ])
  })

  it('passes on which limit was broken, and where', async () => {
    const { endpoint, upstream } = await serveStitched(['thread_1'])
    const { errors } = await ask(
      endpoint,
      'mutation ($it: Metadata) { createThread(metadata: $it) { id } }',
      {
        it: { topic: 'x'.repeat(513) },
      },
    )
    expect(errors).toMatchObject([
      {
        path: ['createThread'],
        message: 'metadata["topic"] is 513 characters long; at most 512 are allowed',
        extensions: {
          code: 'BAD_USER_INPUT',
          argument: 'metadata',
          path: ['topic'],
          limit: 512,
          actual: 513,
          unit: 'characters',
        },
      },
    ])
    expect(upstream.journal).toEqual([])
  })

  it('puts the error of one thread at the place of that thread, and has its siblings', async () => {
    const { endpoint, upstream } = await serveStitched(threadIds(3))
    upstream.script = ({ path }) => (path.endsWith('_2') ? refusal(403, 'No.', { code: 'no' }) : undefined)
    const { data, errors } = await ask(endpoint, usersQuery)
    expect(errors).toMatchObject([
      {
        path: ['users', 1, 'thread', 'metadata'],
        extensions: { code: 'FORBIDDEN', upstream: { status: 403, code: 'no' } },
      },
    ])
    expect(data).toMatchObject({
      users: [
        { thread: { metadata: { name: 'thread_1' } } },
        { thread: { metadata: null } },
        { thread: { metadata: { name: 'thread_3' } } },
      ],
    })
  })

  it("sends each caller's own key, also when two ask for the same at once", async () => {
    const { endpoint, upstream } = await serveStitched(['thread_1'])
    const keys = ['Bearer one', 'Bearer two']
    await Promise.all(keys.map((authorization) => ask(endpoint, usersQuery, {}, { authorization })))
    expect(upstream.journal.map(({ headers }) => headers.authorization).sort()).toEqual(keys)
  })

  it('sends a mutation once, also when it fails', async () => {
    const { endpoint, upstream } = await serveStitched(['thread_1'])
    upstream.script = () => refusal(503, 'Later.')
    const { errors } = await ask(endpoint, 'mutation { updateThread(id: "thread_1") { id } }')
    expect(errors).toMatchObject([{ path: ['updateThread'], extensions: { upstream: { status: 503 } } }])
    expect(upstream.journal).toHaveLength(1)
  })
})
