import { describe, expect, it } from 'vitest'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import { refusal, wireThread } from '../../../support/upstream.ts'

const remove = 'mutation ($ids: [ID!]!) { deleteThreads(ids: $ids) { id deleted } }'

describe('deleteThreads', () => {
  it('deletes each thread once, side by side, and says for each id what came of it', async () => {
    const { server, upstream } = await serveUpstream(['a', 'b', 'c'].map((it) => wireThread(`thread_${it}`)))
    upstream.script = ({ path }) => (path.endsWith('_b') ? refusal(403, 'No.') : undefined)
    const ids = ['thread_a', 'thread_b', 'thread_none', 'thread_c', 'thread_a']
    const { data, errors } = await server.query(remove, { ids })
    const deleted = (id: string) => ({ id, deleted: true })
    expect(data).toEqual({
      deleteThreads: [deleted('thread_a'), null, null, deleted('thread_c'), deleted('thread_a')],
    })
    expect(errors?.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['deleteThreads', 1], 'FORBIDDEN'],
      [['deleteThreads', 2], 'NOT_FOUND'],
    ])
    expect(upstream.journal.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'DELETE /v1/threads/thread_a',
      'DELETE /v1/threads/thread_b',
      'DELETE /v1/threads/thread_c',
      'DELETE /v1/threads/thread_none',
    ])
  })

  it('takes 100 ids, and refuses 101 before anything is sent', async () => {
    const ids = Array.from({ length: 101 }, (_, n) => `thread_${n}`)
    const { server, upstream } = await serveUpstream(ids.map((id) => wireThread(id)))
    const { errors } = await server.query(remove, { ids })
    expect(errors).toMatchObject([
      {
        message: 'ids has 101 ids; at most 100 are allowed',
        extensions: {
          code: 'BAD_USER_INPUT',
          argument: 'ids',
          path: [],
          limit: 100,
          actual: 101,
          unit: 'ids',
        },
      },
    ])
    expect(upstream.journal).toEqual([])
    expect((await server.query(remove, { ids: ids.slice(1) })).errors).toBeUndefined()
    expect(upstream.threads.size).toBe(1)
  })

  it('counts as a call for each id', async () => {
    const { server } = await serveUpstream([], { MAX_UPSTREAM_CALLS: '3' })
    const ids = ['thread_1', 'thread_2', 'thread_3', 'thread_4']
    const { errors } = await server.query(remove, { ids })
    expect(errors).toMatchObject([{ extensions: { limit: 3, actual: 4, unit: 'calls' } }])
    const twice =
      'mutation { a: deleteThreads(ids: ["a", "b"]) { id } b: deleteThreads(ids: ["a", "b"]) { id } }'
    expect((await server.query(twice)).errors).toMatchObject([{ extensions: { actual: 4, unit: 'calls' } }])
  })

  it('leaves nothing of them in the embedded store', async () => {
    const server = await serveEmbedded()
    for (const id of ['a', 'b', 'c']) await server.query(`mutation { createThread(id: "${id}") { id } }`)
    await server.query(remove, { ids: ['a', 'c'] })
    const { data } = await server.query('{ threads { nodes { id } } }')
    expect(data).toEqual({ threads: { nodes: [{ id: 'b' }] } })
  })
})
