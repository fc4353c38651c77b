import { describe, expect, it } from 'vitest'
import { CreateThreadDocument } from '../../../gql/graphql.ts'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import { refusal, wireThread } from '../../../support/upstream.ts'

describe('createThread', () => {
  it('sends what the reference sends', async () => {
    const { server, upstream } = await serveUpstream()
    await server.query(CreateThreadDocument, {
      metadata: { user: 'abc123' },
      toolResources: {
        codeInterpreter: { fileIds: ['file-1', 'file-2'] },
        fileSearch: { vectorStoreIds: ['vs_1'] },
      },
    })
    expect(upstream.journal).toMatchObject([
      {
        method: 'POST',
        path: '/v1/threads',
        headers: { 'openai-beta': 'assistants=v2' },
        body:
          '{"metadata":{"user":"abc123"},"tool_resources":{"code_interpreter":{"file_ids":["file-1","file-2"]},' +
          '"file_search":{"vector_store_ids":["vs_1"]}}}',
      },
    ])
  })

  it('answers what the upstream returned, never its input', async () => {
    const { server, upstream } = await serveUpstream()
    upstream.script = () => ({ body: wireThread('thread_theirs', { metadata: { by: 'the upstream' } }) })
    const { data } = await server.query(CreateThreadDocument, { metadata: { by: 'the caller' } })
    expect(data?.createThread).toMatchObject({ id: 'thread_theirs', metadata: { by: 'the upstream' } })
  })

  it('is null, with an error, when the upstream refuses', async () => {
    const { server, upstream } = await serveUpstream()
    upstream.script = () => refusal(400, 'no')
    const { data, errors } = await server.query(CreateThreadDocument, {})
    expect(data).toEqual({ createThread: null })
    expect(errors).toMatchObject([{ path: ['createThread'], extensions: { code: 'UPSTREAM_REJECTED' } }])
  })

  it('gives each thread an id of its own at the embedded upstream', async () => {
    const server = await serveEmbedded()
    const { data } = await server.query<Record<string, { id: string }>>(
      'mutation { a: createThread { id } b: createThread { id } c: createThread { id } }',
    )
    const ids = Object.values(data ?? {}).map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^thread_[A-Za-z0-9]{24}$/)
  })
})
