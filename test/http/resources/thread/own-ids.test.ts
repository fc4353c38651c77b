import { describe, expect, it } from 'vitest'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'

const create = `mutation ($id: ID, $metadata: Metadata, $toolResources: ToolResourcesInput) {
  createThread(id: $id, metadata: $metadata, toolResources: $toolResources) { id createdAt metadata }
}`

describe('createThread with an id of the caller', () => {
  it.each(['my-thread', 'thread_1', '42', 'a'.repeat(256)])('takes any legal one: %s', async (id) => {
    const server = await serveEmbedded()
    const { data } = await server.query(create, { id, metadata: { a: '1' } })
    expect(data).toMatchObject({ createThread: { id, metadata: { a: '1' } } })
    const change = `mutation { updateThread(id: "${id}", metadata: {}) { id } deleteThread(id: "${id}") { deleted } }`
    expect((await server.query(change)).data).toEqual({
      updateThread: { id },
      deleteThread: { deleted: true },
    })
  })

  it('returns the thread where the same is sent again, in whatever order its keys are', async () => {
    const server = await serveEmbedded()
    const first = await server.query(create, { id: 'own', metadata: { a: '1', b: '2' } })
    const again = await server.query(create, { id: 'own', metadata: { b: '2', a: '1' } })
    expect(again.data).toEqual(first.data)
    const { data } = await server.query('{ threads { totalCount } }')
    expect(data).toEqual({ threads: { totalCount: 1 } })
  })

  it.each([
    ['metadata', { metadata: { a: '2' } }],
    ['tool resources', { metadata: { a: '1' }, toolResources: { codeInterpreter: { fileIds: ['file_1'] } } }],
  ])('is CONFLICT where other %s are sent, and changes nothing', async (_, other) => {
    const server = await serveEmbedded()
    await server.query(create, { id: 'own', metadata: { a: '1' } })
    const { errors } = await server.query(create, { id: 'own', ...other })
    expect(errors).toMatchObject([
      {
        message: 'There is another thread with this id: its metadata or tool resources differ.',
        extensions: { code: 'CONFLICT', argument: 'id', path: [] },
      },
    ])
    const { data } = await server.query('{ thread(id: "own") { metadata } }')
    expect(data).toEqual({ thread: { metadata: { a: '1' } } })
  })

  it('may be that of another key as well', async () => {
    const server = await serveEmbedded()
    await server.query(create, { id: 'own' })
    const { errors } = await server.query(
      create,
      { id: 'own', metadata: { a: '1' } },
      { authorization: 'Bearer b' },
    )
    expect(errors).toBeUndefined()
  })

  it('cannot be "runs", which is a path of the API', async () => {
    const server = await serveEmbedded()
    const { errors } = await server.query(create, { id: 'runs' })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'id', path: [] } }])
  })

  it('is UNSUPPORTED_BY_UPSTREAM before another upstream, and nothing is sent', async () => {
    const { server, upstream } = await serveUpstream()
    const { errors } = await server.query(create, { id: 'own' })
    expect(errors).toMatchObject([{ extensions: { code: 'UNSUPPORTED_BY_UPSTREAM' } }])
    expect(upstream.journal).toEqual([])
  })
})
