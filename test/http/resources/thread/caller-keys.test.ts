import { describe, expect, it } from 'vitest'
import {
  CreateThreadDocument,
  DeleteThreadDocument,
  ReadThreadDocument,
  UpdateThreadDocument,
} from '../../../gql/graphql.ts'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import { wireThread } from '../../../support/upstream.ts'

const alice = { authorization: 'Bearer sk-alice' }
const bob = { authorization: 'Bearer sk-bob' }

describe('a remote upstream gets', () => {
  async function keysSent(env: Record<string, string>, headers: Record<string, string>) {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')], env)
    await server.query(ReadThreadDocument, { id: 'thread_a' }, headers)
    await server.query(UpdateThreadDocument, { id: 'thread_a' }, headers)
    return upstream.journal.map((entry) => entry.headers.authorization)
  }

  it("the caller's bearer key where the server has none", async () => {
    expect(await keysSent({}, alice)).toEqual(['Bearer sk-alice', 'Bearer sk-alice'])
  })

  it('no key where neither has one', async () => {
    expect(await keysSent({}, {})).toEqual([undefined, undefined])
  })

  it('no other kind of credentials', async () => {
    const others = { cookie: 'session=1', 'x-api-key': 'sk-alice' }
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    await server.query(ReadThreadDocument, { id: 'thread_a' }, others)
    expect(upstream.journal[0]?.headers).not.toHaveProperty('authorization')
    expect(upstream.journal[0]?.headers).not.toHaveProperty('cookie')
    expect(upstream.journal[0]?.headers).not.toHaveProperty('x-api-key')
  })

  it("the server's key where it has one, whoever calls", async () => {
    const env = { OPENAI_API_KEY: 'sk-server' }
    expect(await keysSent(env, alice)).toEqual(['Bearer sk-server', 'Bearer sk-server'])
    expect(await keysSent(env, {})).toEqual(['Bearer sk-server', 'Bearer sk-server'])
  })
})

describe('at the embedded upstream', () => {
  it.each([
    ['another key', alice, bob],
    ['no key', alice, {}],
    ['a key, of those without', {}, alice],
  ])('a thread is not there for %s', async (_, owner, other) => {
    const server = await serveEmbedded()
    const { data } = await server.query(CreateThreadDocument, { metadata: { of: 'the owner' } }, owner)
    const id = data?.createThread?.id ?? ''

    expect((await server.query(ReadThreadDocument, { id }, other)).data).toEqual({ thread: null })
    const update = await server.query(UpdateThreadDocument, { id, metadata: {} }, other)
    expect(update.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
    const deletion = await server.query(DeleteThreadDocument, { id }, other)
    expect(deletion.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])

    const read = await server.query(ReadThreadDocument, { id }, owner)
    expect(read.data?.thread?.metadata).toEqual({ of: 'the owner' })
  })

  it('callers without a key share their threads', async () => {
    const server = await serveEmbedded()
    const { data } = await server.query(CreateThreadDocument, {})
    const id = data?.createThread?.id ?? ''
    expect((await server.query(ReadThreadDocument, { id })).data?.thread?.id).toBe(id)
  })
})
