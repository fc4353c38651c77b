import { describe, expect, it } from 'vitest'
import { ReadThreadDocument, ReadThreadsDocument } from '../../../gql/graphql.ts'
import { exampleThread, serveUpstream } from '../../../support/api.ts'
import { refusal, wireThread } from '../../../support/upstream.ts'

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `thread_${index}`)

describe('thread', () => {
  it('answers the thread that the upstream has', async () => {
    const { server } = await serveUpstream([
      wireThread('thread_abc123', {
        metadata: { user: 'abc123' },
        tool_resources: {
          code_interpreter: { file_ids: ['file-1', 'file-2'] },
          file_search: { vector_store_ids: ['vs_1'] },
        },
      }),
    ])
    expect(await server.query(ReadThreadDocument, { id: 'thread_abc123' })).toEqual({
      status: 200,
      data: {
        thread: {
          id: 'thread_abc123',
          object: 'thread',
          createdAt: '2023-11-03T12:21:23.000Z',
          metadata: { user: 'abc123' },
          toolResources: {
            codeInterpreter: { fileIds: ['file-1', 'file-2'] },
            fileSearch: { vectorStoreIds: ['vs_1'] },
          },
        },
      },
    })
  })

  it('answers null for metadata and tool resources that the upstream has as null', async () => {
    const { server } = await serveUpstream([wireThread('thread_a', { metadata: null, tool_resources: null })])
    const { data } = await server.query(ReadThreadDocument, { id: 'thread_a' })
    expect(data?.thread).toMatchObject({ metadata: null, toolResources: null })
  })

  it('answers no ids for a tool whose list the upstream leaves out', async () => {
    const { server } = await serveUpstream([
      wireThread('thread_a', { tool_resources: { code_interpreter: {}, file_search: {} } }),
    ])
    const { data } = await server.query(ReadThreadDocument, { id: 'thread_a' })
    expect(data?.thread?.toolResources).toEqual({
      codeInterpreter: { fileIds: [] },
      fileSearch: { vectorStoreIds: [] },
    })
  })

  it('is null, and no error, where there is none', async () => {
    const { server } = await serveUpstream()
    expect(await server.query(ReadThreadDocument, { id: 'thread_a' })).toEqual({
      status: 200,
      data: { thread: null },
    })
  })

  it('sends one read, as the reference has it', async () => {
    const { server, upstream } = await serveUpstream([exampleThread])
    await server.query(ReadThreadDocument, { id: 'thread_abc123' })
    expect(upstream.journal).toMatchObject([
      {
        method: 'GET',
        path: '/v1/threads/thread_abc123',
        headers: { 'openai-beta': 'assistants=v2' },
        body: '',
      },
    ])
  })

  it('asks for 10 ids under 50 names with 10 reads', async () => {
    const ids = idsOf(10)
    const { server, upstream } = await serveUpstream(ids.map((id) => wireThread(id)))
    const aliases = Array.from({ length: 50 }, (_, index) => ({ name: `a${index}`, id: ids[index % 10] }))
    const fields = aliases.map(({ name, id }) => `${name}: thread(id: "${id}") { id }`)
    const { data } = await server.query(`{ ${fields.join(' ')} }`)
    expect(data).toEqual(Object.fromEntries(aliases.map(({ name, id }) => [name, { id }])))
    expect(upstream.journal.map(({ path }) => path).sort()).toEqual(ids.map((id) => `/v1/threads/${id}`))
  })
})

describe('threadsById', () => {
  it('answers in the order asked, with null and no error where there is none', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a'), wireThread('thread_b')])
    const { data, errors } = await server.query(ReadThreadsDocument, {
      ids: ['thread_b', 'thread_none', 'thread_a', 'thread_b'],
    })
    expect(errors).toBeUndefined()
    expect(data?.threadsById.map((thread) => thread?.id ?? null)).toEqual([
      'thread_b',
      null,
      'thread_a',
      'thread_b',
    ])
    expect(upstream.journal).toHaveLength(3)
  })

  it('answers nothing for no ids, and asks nothing', async () => {
    const { server, upstream } = await serveUpstream()
    expect(await server.query(ReadThreadsDocument, { ids: [] })).toEqual({
      status: 200,
      data: { threadsById: [] },
    })
    expect(upstream.journal).toEqual([])
  })

  it('asks for 300 ids, wanted twice, with 300 reads', async () => {
    const ids = idsOf(300)
    const { server, upstream } = await serveUpstream(ids.map((id) => wireThread(id)))
    const { data } = await server.query(
      'query ($ids: [ID!]!) { a: threadsById(ids: $ids) { id } b: threadsById(ids: $ids) { id } }',
      { ids },
    )
    const threads = ids.map((id) => ({ id }))
    expect(data).toEqual({ a: threads, b: threads })
    expect(upstream.journal).toHaveLength(300)
    expect(new Set(upstream.journal.map(({ path }) => path)).size).toBe(300)
  })

  it('answers 49 threads and one error at its place when one of fifty fails', async () => {
    const ids = idsOf(50)
    const { server, upstream } = await serveUpstream(ids.map((id) => wireThread(id)))
    upstream.script = ({ path }) => (path.endsWith('/thread_17') ? refusal(403, 'not yours') : undefined)
    const { status, data, errors } = await server.query(ReadThreadsDocument, { ids })
    expect(status).toBe(200)
    expect(data?.threadsById.map((thread) => thread?.id ?? null)).toEqual(
      ids.map((id) => (id === 'thread_17' ? null : id)),
    )
    expect(errors).toMatchObject([{ path: ['threadsById', 17], extensions: { code: 'FORBIDDEN' } }])
    expect(errors).toHaveLength(1)
  })
})
