import { describe, expect, it } from 'vitest'
import type { Thread } from '../../../../src/resources/thread/api.ts'
import {
  CreateThreadDocument,
  DeleteThreadDocument,
  ReadThreadDocument,
  ReadThreadsDocument,
  UpdateThreadDocument,
} from '../../../gql/graphql.ts'
import { serveUpstream } from '../../../support/api.ts'
import { useLoader } from '../../../support/threads/loader.ts'
import { type LocalUpstream, refusal, wireThread } from '../../../support/upstream.ts'

const methods = ({ journal }: LocalUpstream) => journal.map(({ method }) => method)

/** Serves `thread_a` to operations that load it before and after they run, and hands out what they got after. */
async function serveLoads() {
  const loaded: (Thread | null)[] = []
  const plugins = [
    useLoader({
      before: (threads) => threads.load('thread_a'),
      after: async (threads) => loaded.push(await threads.load('thread_a')),
    }),
  ]
  const thread = wireThread('thread_a', { metadata: { before: 'it' } })
  return { ...(await serveUpstream([thread], {}, { plugins })), loaded }
}

describe('loads after a mutation of the same operation', () => {
  it('see what the upstream returned to an update, and cost no request', async () => {
    const { server, upstream, loaded } = await serveLoads()
    const answered = wireThread('thread_a', { metadata: { said: 'the upstream' } })
    upstream.script = ({ method }) => (method === 'POST' ? { body: answered } : undefined)
    await server.query(UpdateThreadDocument, { id: 'thread_a', metadata: { said: 'the caller' } })
    expect(loaded).toMatchObject([{ id: 'thread_a', metadata: { said: 'the upstream' } }])
    expect(methods(upstream)).toEqual(['GET', 'POST'])
  })

  it('read afresh after an update that failed', async () => {
    const { server, upstream, loaded } = await serveLoads()
    upstream.script = ({ method }) => {
      if (method !== 'POST') return undefined
      upstream.threads.set('thread_a', wireThread('thread_a', { metadata: { done: 'all the same' } }))
      return refusal(500, 'no')
    }
    const { errors } = await server.query(UpdateThreadDocument, { id: 'thread_a', metadata: {} })
    expect(errors).toMatchObject([{ path: ['updateThread'] }])
    expect(loaded).toMatchObject([{ metadata: { done: 'all the same' } }])
    expect(methods(upstream)).toEqual(['GET', 'POST', 'GET'])
  })

  it('get null after a delete, and cost no request', async () => {
    const { server, upstream, loaded } = await serveLoads()
    await server.query(DeleteThreadDocument, { id: 'thread_a' })
    expect(loaded).toEqual([null])
    expect(methods(upstream)).toEqual(['GET', 'DELETE'])
  })

  it('read afresh after a delete that failed', async () => {
    const { server, upstream, loaded } = await serveLoads()
    upstream.script = ({ method }) => (method === 'DELETE' ? refusal(500, 'no') : undefined)
    await server.query(DeleteThreadDocument, { id: 'thread_a' })
    expect(loaded).toMatchObject([{ id: 'thread_a', metadata: { before: 'it' } }])
    expect(methods(upstream)).toEqual(['GET', 'DELETE', 'GET'])
  })

  it('read afresh after a delete that the upstream answered with "deleted": false', async () => {
    const { server, upstream, loaded } = await serveLoads()
    const body = { id: 'thread_a', object: 'thread.deleted', deleted: false }
    upstream.script = ({ method }) => (method === 'DELETE' ? { body } : undefined)
    const { data } = await server.query(DeleteThreadDocument, { id: 'thread_a' })
    expect(data?.deleteThread).toEqual({ id: 'thread_a', deleted: false })
    expect(loaded).toMatchObject([{ id: 'thread_a' }])
    expect(methods(upstream)).toEqual(['GET', 'DELETE', 'GET'])
  })

  it('see a created thread, and cost no request', async () => {
    const loaded: (Thread | null)[] = []
    const after = useLoader({ after: async (threads) => loaded.push(await threads.load('thread_new1')) })
    const { server, upstream } = await serveUpstream([], {}, { plugins: [after] })
    await server.query(CreateThreadDocument, { metadata: { user: 'abc123' } })
    expect(loaded).toMatchObject([{ id: 'thread_new1', metadata: { user: 'abc123' } }])
    expect(methods(upstream)).toEqual(['POST'])
  })

  it('see the last of two updates', async () => {
    const { server, upstream, loaded } = await serveLoads()
    await server.query(`mutation {
      a: updateThread(id: "thread_a", metadata: { n: "1" }) { id }
      b: updateThread(id: "thread_a", metadata: { n: "2" }) { id }
    }`)
    expect(loaded).toMatchObject([{ metadata: { n: '2' } }])
    expect(methods(upstream)).toEqual(['GET', 'POST', 'POST'])
  })
})

describe('the loader', () => {
  it('is never shared between requests', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    await server.query(ReadThreadDocument, { id: 'thread_a' })
    await server.query(ReadThreadDocument, { id: 'thread_a' })
    expect(methods(upstream)).toEqual(['GET', 'GET'])
  })

  it('does not share reads in flight between requests either', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const both = Promise.withResolvers<void>()
    upstream.script = async () => {
      if (upstream.journal.length === 2) both.resolve()
      await both.promise
      return undefined
    }
    await Promise.all([
      server.query(ReadThreadDocument, { id: 'thread_a' }, { authorization: 'Bearer one' }),
      server.query(ReadThreadDocument, { id: 'thread_a' }, { authorization: 'Bearer two' }),
    ])
    expect(upstream.journal.map(({ headers }) => headers.authorization).sort()).toEqual([
      'Bearer one',
      'Bearer two',
    ])
  })
})

describe('UPSTREAM_CONCURRENCY', () => {
  const ids = Array.from({ length: 20 }, (_, index) => `thread_${index}`)

  /** Serves the twenty threads; their reads are answered once as many as may be have come. */
  async function serveHeld(concurrency: number) {
    const env = { UPSTREAM_CONCURRENCY: String(concurrency) }
    const api = await serveUpstream(
      ids.map((id) => wireThread(id)),
      env,
    )
    const full = Promise.withResolvers<void>()
    api.upstream.script = async () => {
      if (api.upstream.journal.length === concurrency) {
        // Another whole request, on a socket of its own, is time for one too many to come.
        await fetch(`${api.server.url}/health`)
        full.resolve()
      }
      await full.promise
      return undefined
    }
    return api
  }

  it.each([1, 3, 20])('keeps the requests in flight at %i', async (concurrency) => {
    const { server, upstream } = await serveHeld(concurrency)
    const { data } = await server.query(ReadThreadsDocument, { ids })
    expect(data?.threadsById.map((thread) => thread?.id)).toEqual(ids)
    expect(upstream.mostInFlight).toBe(concurrency)
  })

  it('counts the requests of all callers together', async () => {
    const { server, upstream } = await serveHeld(2)
    await Promise.all(ids.map((id) => server.query(ReadThreadDocument, { id })))
    expect(upstream.journal).toHaveLength(20)
    expect(upstream.mostInFlight).toBe(2)
  })
})
