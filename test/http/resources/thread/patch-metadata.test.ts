import { describe, expect, it } from 'vitest'
import { serveEmbedded, serveUpstream } from '../../../support/api.ts'
import { wireThread } from '../../../support/upstream.ts'

const patch = `mutation ($id: ID!, $set: Metadata, $unset: [String!]) {
  patchThreadMetadata(id: $id, set: $set, unset: $unset) { id metadata }
}`

/** A server with one thread, on the embedded store or before an upstream. */
async function serveThread(where: 'embedded' | 'upstream', metadata: Record<string, string>) {
  if (where === 'upstream') return (await serveUpstream([wireThread('thread_a', { metadata })])).server
  const server = await serveEmbedded()
  await server.query('mutation ($m: Metadata) { createThread(id: "thread_a", metadata: $m) { id } }', {
    m: metadata,
  })
  return server
}

const many = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`k${n}`, 'v']))

describe.each(['embedded', 'upstream'] as const)('patchThreadMetadata (%s)', (where) => {
  it('sets and removes single keys, and leaves the others alone', async () => {
    const server = await serveThread(where, { user: 'a', topic: 'old', gone: '1' })
    const { data } = await server.query(patch, {
      id: 'thread_a',
      set: JSON.parse('{"topic":"new","__proto__":"p"}'),
      unset: ['gone', 'never there'],
    })
    const metadata = JSON.parse('{"user":"a","topic":"new","__proto__":"p"}')
    expect(data).toEqual({ patchThreadMetadata: { id: 'thread_a', metadata } })
  })

  it('is refused where the result would have too many pairs, and changes nothing', async () => {
    const server = await serveThread(where, many)
    const more = await server.query(patch, { id: 'thread_a', set: { one: '1' } })
    expect(more.errors).toMatchObject([
      {
        message: 'metadata would have more than 16 pairs; unset some',
        path: ['patchThreadMetadata'],
        extensions: { code: 'BAD_USER_INPUT', argument: 'set', path: [], limit: 16, unit: 'pairs' },
      },
    ])
    const swapped = await server.query(patch, { id: 'thread_a', set: { one: '1' }, unset: ['k0'] })
    const { k0: _, ...rest } = many
    expect(swapped.data).toEqual({ patchThreadMetadata: { id: 'thread_a', metadata: { ...rest, one: '1' } } })
  })

  it('is NOT_FOUND where there is no thread', async () => {
    const server = await serveThread(where, {})
    const { errors } = await server.query(patch, { id: 'thread_b', set: { a: '1' } })
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  })

  it('loses no change of those that are made side by side', async () => {
    const server = await serveThread(where, {})
    const keys = Array.from({ length: 15 }, (_, n) => `key_${n}`)
    const answers = await Promise.all(
      keys.map((key) => server.query(patch, { id: 'thread_a', set: { [key]: 'x' } })),
    )
    for (const { errors } of answers) expect(errors).toBeUndefined()
    const { data } = await server.query<{ thread: { metadata: object } }>(
      '{ thread(id: "thread_a") { metadata } }',
    )
    expect(Object.keys(data?.thread.metadata ?? {}).sort()).toEqual([...keys].sort())
  })
})

describe('patchThreadMetadata', () => {
  it('is one read and one write, in this order, over an upstream', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a', { metadata: { a: '1' } })])
    await server.query(patch, { id: 'thread_a', set: { b: '2' } })
    expect(upstream.journal.map(({ method, body }) => [method, body])).toEqual([
      ['GET', ''],
      ['POST', '{"metadata":{"a":"1","b":"2"}}'],
    ])
  })

  it('lets 100 changes of one thread wait, and sends none of those beyond', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')], { MAX_UPSTREAM_CALLS: '1000' })
    const held = Promise.withResolvers<undefined>()
    upstream.script = () => held.promise
    const answers = Array.from({ length: 110 }, () =>
      server.query(patch, { id: 'thread_a', set: { a: '1' } }),
    )
    let refusedCount = 0
    for (const answer of answers) void answer.then(() => refusedCount++)
    await expect.poll(() => refusedCount).toBe(10)
    const refused = await Promise.race(answers)
    expect(refused.errors).toMatchObject([
      {
        message: 'Too many changes of this thread wait for their turn. The change was not sent.',
        extensions: { code: 'UPSTREAM_UNAVAILABLE' },
      },
    ])
    held.resolve(undefined)
    const failed = (await Promise.all(answers)).filter(({ errors }) => errors)
    expect(failed).toHaveLength(10)
  })

  it.each([
    ['a key in both', { set: { a: '1' }, unset: ['b', 'a'] }, { argument: 'unset', path: [1] }],
    [
      'too many keys to remove',
      { unset: Array.from({ length: 17 }, (_, n) => `k${n}`) },
      { argument: 'unset', path: [], limit: 16, actual: 17, unit: 'keys' },
    ],
    [
      'a key that is too long',
      { unset: ['k'.repeat(65)] },
      { argument: 'unset', path: [0], limit: 64, actual: 65 },
    ],
    ['half of a surrogate pair', { unset: ['\ud800'] }, { argument: 'unset', path: [0] }],
  ])('refuses %s before anything is sent', async (_, variables, problem) => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    const { errors } = await server.query(patch, { id: 'thread_a', ...variables })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', ...problem } }])
    expect(upstream.journal).toEqual([])
  })
})
