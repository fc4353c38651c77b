import { describe, expect, it } from 'vitest'
import { CreateThreadDocument, DeleteThreadDocument, ReadThreadDocument } from '../../../gql/graphql.ts'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import { wireThread } from '../../../support/upstream.ts'

describe('deleteThread', () => {
  it('sends what the reference sends, and answers that the thread is deleted', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    expect(await server.query(DeleteThreadDocument, { id: 'thread_a' })).toEqual({
      status: 200,
      data: { deleteThread: { id: 'thread_a', deleted: true } },
    })
    expect(upstream.journal).toMatchObject([
      {
        method: 'DELETE',
        path: '/v1/threads/thread_a',
        headers: { 'openai-beta': 'assistants=v2' },
        body: '',
      },
    ])
  })

  it('does not find a thread that is not there', async () => {
    const { server } = await serveUpstream()
    const { data, errors } = await server.query(DeleteThreadDocument, { id: 'thread_a' })
    expect(data).toEqual({ deleteThread: null })
    expect(errors).toMatchObject([{ path: ['deleteThread'], extensions: { code: 'NOT_FOUND' } }])
  })

  it('leaves nothing to read at the embedded upstream', async () => {
    const server = await serveEmbedded()
    const { data } = await server.query(CreateThreadDocument, {})
    const id = data?.createThread?.id ?? ''
    await server.query(DeleteThreadDocument, { id })
    expect(await server.query(ReadThreadDocument, { id })).toEqual({ status: 200, data: { thread: null } })
    const again = await server.query(DeleteThreadDocument, { id })
    expect(again.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  })
})
