import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exampleThread, noTenant, openEmbedded } from '../../support/embedded/embedded.ts'
import { startServer } from '../../support/server.ts'

const threadsById = 'query ($ids: [ID!]!) { threadsById(ids: $ids) { id metadata } }'

/** A server on a database file, with so many threads in it. */
async function serveThreads(
  count: number,
  headers: Record<string, string> = {},
  env: Record<string, string> = {},
) {
  const { file } = openEmbedded()
  const server = await startServer({ DATABASE_URL: `file:${file}`, ...env })
  onTestFinished(server.close)
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const { data } = await server.query<{ createThread: { id: string } }>(
      `mutation { createThread(metadata: { n: "${i}" }) { id } }`,
      undefined,
      headers,
    )
    ids.push(data?.createThread.id ?? '')
  }
  return { server, file, ids }
}

async function upstreamCalls(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const counts = text.matchAll(/^threads_graphql_upstream_duration_seconds_count\{kind="read".*\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

describe('threadsById on the embedded upstream', () => {
  it('is one upstream call, and gives what is there, in the order asked', async () => {
    const { server, ids } = await serveThreads(5)
    const asked = [...ids].reverse().flatMap((id) => [id, 'thread_none', 'no_thread', id])

    const { data, errors } = await server.query(threadsById, { ids: asked })

    expect(errors).toBeUndefined()
    expect(data).toEqual({
      threadsById: asked.map((id) =>
        ids.includes(id) ? { id, metadata: { n: String(ids.indexOf(id)) } } : null,
      ),
    })
    expect(await upstreamCalls(server.url)).toBe(1)
  })

  it('takes hundreds of ids of 256 characters', async () => {
    const { server } = await serveThreads(0)
    const ids = Array.from({ length: 900 }, (_, i) => `thread_${i}_`.padEnd(256, 'x'))
    const { data, errors } = await server.query(threadsById, { ids })
    expect(errors).toBeUndefined()
    expect(data).toEqual({ threadsById: ids.map(() => null) })
  })

  it('is a call for each 1,000 ids where there are more', async () => {
    const { server } = await serveThreads(0, {}, { MAX_UPSTREAM_CALLS: '5000' })
    const ids = (name: string) => JSON.stringify(Array.from({ length: 600 }, (_, i) => `thread_${name}${i}`))

    const { data, errors } = await server.query(
      `{ a: threadsById(ids: ${ids('a')}) { id } b: threadsById(ids: ${ids('b')}) { id } }`,
    )

    expect(errors).toBeUndefined()
    expect(data).toEqual({ a: Array(600).fill(null), b: Array(600).fill(null) })
    expect(await upstreamCalls(server.url)).toBe(2)
  })

  it('is not asked again for each thread where the store itself has failed', async () => {
    const { server, file, ids } = await serveThreads(3)
    const database = new DatabaseSync(file)
    database.exec('ALTER TABLE threads RENAME TO elsewhere')
    database.close()

    const { errors } = await server.query(threadsById, { ids })

    expect(errors?.map(({ path }) => path)).toEqual(ids.map((_, i) => ['threadsById', i]))
    expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_UNAVAILABLE')
    expect(await upstreamCalls(server.url)).toBe(1)
  })

  it('shows nothing of another key', async () => {
    const { server, ids } = await serveThreads(2, { authorization: 'Bearer one' })
    const { data } = await server.query(threadsById, { ids }, { authorization: 'Bearer two' })
    expect(data).toEqual({ threadsById: [null, null] })
  })

  it('gives the others where one is damaged, and says which one it is', async () => {
    const { server, file, ids } = await serveThreads(3)
    const database = new DatabaseSync(file)
    database.exec('DROP TRIGGER thread_pairs_update')
    database.prepare("UPDATE threads SET metadata = '{' WHERE id = ?").run(ids[1] ?? '')
    database.close()

    const { data, errors } = await server.query(threadsById, { ids })

    expect(data).toMatchObject({ threadsById: [{ id: ids[0] }, null, { id: ids[2] }] })
    expect(errors).toMatchObject([
      { path: ['threadsById', 1], extensions: { code: 'UPSTREAM_BAD_RESPONSE' } },
    ])
  })
})

describe('GET /v1/threads?ids=', () => {
  it('lists those that there are, of the caller alone', async () => {
    const { send, threads } = openEmbedded()
    const [one, two] = [await threads('k').create(), await threads('k').create()]
    const other = await threads('other').create()
    const { status, body } = await send(
      'GET',
      `/v1/threads?ids=${one.id},thread_none,${other.id},${two.id},${one.id}`,
      undefined,
      { authorization: 'Bearer k' },
    )
    expect(status).toBe(200)
    expect(body.object).toBe('list')
    expect(body.data.map(({ id }: { id: string }) => id).sort()).toEqual([one.id, two.id].sort())
    expect(body.data).toContainEqual(one)
  })

  it('lists a thread once, however often it is asked for', async () => {
    const { send, store } = openEmbedded()
    await store.create(noTenant, exampleThread)
    const { body } = await send('GET', `/v1/threads?ids=${Array(1000).fill(exampleThread.id)}`)
    expect(body.data).toEqual([expect.objectContaining({ id: exampleThread.id })])
  })

  it('takes the ids of each `ids` in the query, and counts them together', async () => {
    const { send, threads } = openEmbedded()
    const [one, two] = [await threads().create(), await threads().create()]
    const key = { authorization: 'Bearer key' }
    const { body } = await send('GET', `/v1/threads?ids=${one.id}&ids=${two.id}`, undefined, key)
    expect(body.data.map(({ id }: { id: string }) => id).sort()).toEqual([one.id, two.id].sort())
    const half = Array(501).fill(one.id)
    expect((await send('GET', `/v1/threads?ids=${half}&ids=${half}`, undefined, key)).status).toBe(400)
  })

  it('takes 1,000 ids of 256 characters', async () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `thread_${i}_`.padEnd(256, 'x'))
    const { send, store } = openEmbedded()
    await store.create(noTenant, { ...exampleThread, id: ids[999] ?? '' })
    const { status, body } = await send('GET', `/v1/threads?ids=${ids}`)
    expect(status).toBe(200)
    expect(body.data).toHaveLength(1)
  })

  it.each(['', ',', ",'--", '%00', '%F0%9F%91%8D'])('finds nothing for ids=%s', async (ids) => {
    const { status, body } = await openEmbedded().send('GET', `/v1/threads?ids=${ids}`)
    expect([status, body]).toEqual([200, { object: 'list', data: [] }])
  })

  it('takes at most 1,000', async () => {
    const ids = Array.from({ length: 1001 }, (_, i) => `thread_${i}`)
    const { status, body } = await openEmbedded().send('GET', `/v1/threads?ids=${ids}`)
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ param: 'ids', code: 'array_above_max_length' })
    expect((await openEmbedded().send('GET', `/v1/threads?ids=${ids.slice(1)}`)).status).toBe(200)
  })
})
