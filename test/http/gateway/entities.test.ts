import { describe, expect, it } from 'vitest'
import { readsOf, serveThreads, threadIds } from '../../support/gateway/served-threads.ts'

const entities = `query ($of: [_Any!]!) {
  _entities(representations: $of) { ... on Thread { id metadata } }
}`

/** References to these threads, as a gateway makes them. */
function references(ids: unknown[]) {
  return ids.map((id) => ({ __typename: 'Thread', id }))
}

describe('_entities', () => {
  it('answers the threads in the order asked, each read once', async () => {
    const { server, upstream } = await serveThreads(threadIds(2))
    const ids = ['thread_2', 'thread_1', 'thread_2', 'thread_2']
    const { data } = await server.query(entities, { of: references(ids) })
    expect(data).toEqual({ _entities: ids.map((id) => ({ id, metadata: { name: id } })) })
    expect(readsOf(upstream.journal).sort()).toEqual(['/v1/threads/thread_1', '/v1/threads/thread_2'])
  })

  it('answers null, and no error, where there is none', async () => {
    const { server } = await serveThreads(['thread_1'])
    const { data, errors } = await server.query(entities, { of: references(['thread_gone', 'thread_1']) })
    expect(data).toEqual({ _entities: [null, { id: 'thread_1', metadata: { name: 'thread_1' } }] })
    expect(errors).toBeUndefined()
  })

  it('takes references that are written in the document', async () => {
    const { server } = await serveThreads(['thread_1'])
    const { data } = await server.query(
      `query ($id: ID!) {
        _entities(representations: [{ __typename: "Thread", id: $id }]) { __typename }
      }`,
      { id: 'thread_1' },
    )
    expect(data).toEqual({ _entities: [{ __typename: 'Thread' }] })
  })

  it.each([
    ['an id that cannot be one', { __typename: 'Thread', id: 'a/b' }],
    ['no id', { __typename: 'Thread' }],
    ['another type', { __typename: 'User', id: 'thread_1' }],
    ['a type that every object has', { __typename: 'constructor', id: 'thread_1' }],
    ['no type', { id: 'thread_1' }],
    ['a string', 'thread_1'],
    ['a list', ['thread_1']],
  ])('has an error at the place of a reference with %s, and its siblings', async (_, bad) => {
    const { server, upstream } = await serveThreads(threadIds(2))
    const [one, two] = references(['thread_1', 'thread_2'])
    const { data, errors } = await server.query(entities, { of: [one, bad, two] })
    expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }])
    expect(data).toMatchObject({ _entities: [{ id: 'thread_1' }, null, { id: 'thread_2' }] })
    expect(readsOf(upstream.journal)).toHaveLength(2)
    expect(server.bugs).toEqual([])
  })

  it('refuses more than 1,000 references, and reads none', async () => {
    const { server, upstream } = await serveThreads([])
    const { data, errors } = await server.query(entities, { of: references(threadIds(1001)) })
    expect(data).toBeUndefined()
    expect(errors).toMatchObject([
      {
        message: 'representations has 1001 entities; at most 1000 are allowed',
        extensions: { code: 'BAD_USER_INPUT', argument: 'representations', limit: 1000, actual: 1001 },
      },
    ])
    expect(upstream.journal).toEqual([])
  })

  it('refuses more than 20 references that cannot be any, and reads none', async () => {
    const { server, upstream } = await serveThreads(['thread_1'])
    const bad = references(Array.from({ length: 20 }, (_, i) => `a/${i}`))
    const few = await server.query(entities, { of: [...references(['thread_1']), ...bad] })
    expect(few.errors).toHaveLength(20)
    upstream.journal.length = 0
    const many = await server.query(entities, { of: [...references(['thread_1']), ...bad, {}] })
    expect(many.data).toBeUndefined()
    expect(many.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'representations', limit: 20, actual: 21 } },
    ])
    expect(upstream.journal).toEqual([])
  })

  it('takes 1,000 references', async () => {
    const { server, upstream } = await serveThreads([])
    const { errors } = await server.query(entities, { of: references(threadIds(1000)) })
    expect(errors).toBeUndefined()
    expect(upstream.journal).toHaveLength(1000)
  })

  it('counts each distinct id against the upstream calls that an operation may make', async () => {
    const { server, upstream } = await serveThreads([], {}, { MAX_UPSTREAM_CALLS: '2' })
    const allowed = await server.query(entities, { of: references(['a', 'b', 'a']) })
    expect(allowed.errors).toBeUndefined()
    expect(upstream.journal).toHaveLength(2)
    const refused = await server.query(entities, { of: references(['a', 'b', 'c']) })
    expect(refused.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', limit: 2, actual: 3 } }])
    expect(upstream.journal).toHaveLength(2)
  })

  it('knows threads by the name that a prefix gives them', async () => {
    const { server } = await serveThreads(['thread_1'], { typePrefix: 'OpenAI' })
    const { data, errors } = await server.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on OpenAIThread { id } } }',
      { of: [{ __typename: 'OpenAIThread', id: 'thread_1' }, ...references(['thread_1'])] },
    )
    expect(data).toEqual({ _entities: [{ __typename: 'OpenAIThread', id: 'thread_1' }, null] })
    expect(errors).toMatchObject([{ path: ['_entities', 1] }])
  })
})
