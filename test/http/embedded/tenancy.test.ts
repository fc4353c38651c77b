import { DatabaseSync } from 'node:sqlite'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openEmbedded } from '../../support/embedded/embedded.ts'

describe('a bearer key', () => {
  it('sees its own threads', async () => {
    const { threads } = openEmbedded()
    const { id } = await threads('alice').create()
    expect((await threads('alice').retrieve(id)).id).toBe(id)
  })

  it("gets for another key's thread exactly what it gets for an unknown one, and changes nothing", async () => {
    const { threads, send } = openEmbedded()
    const created = await threads('alice').create({ metadata: { user: 'alice' } })
    const bob = { authorization: 'Bearer bob' }
    for (const method of ['GET', 'POST', 'DELETE']) {
      const body = method === 'POST' ? { metadata: {} } : undefined
      const theirs = await send(method, `/v1/threads/${created.id}`, body, bob)
      const unknown = await send(method, '/v1/threads/thread_unknown', body, bob)
      expect(theirs.status).toBe(404)
      expect(theirs.text).toBe(unknown.text.replace('thread_unknown', created.id))
    }
    expect(await threads('alice').retrieve(created.id)).toEqual(created)
  })

  it('sees no thread that was made without a key, and the other way round', async () => {
    const { threads, send } = openEmbedded()
    const { body: open } = await send('POST', '/v1/threads')
    const owned = await threads('alice').create()
    await expect(threads('alice').retrieve(open.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    expect((await send('GET', `/v1/threads/${owned.id}`)).status).toBe(404)
    expect((await send('GET', `/v1/threads/${open.id}`)).status).toBe(200)
  })

  it.each(['bearer alice', 'BEARER alice', 'Bearer  alice'])('is the same in %j', async (authorization) => {
    const { threads, send } = openEmbedded()
    const { id } = await threads('alice').create()
    expect((await send('GET', `/v1/threads/${id}`, undefined, { authorization })).status).toBe(200)
  })

  it.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', 'alice'])(
    'is asked for with 401 in %j',
    async (authorization) => {
      const { send } = openEmbedded()
      const { body: open } = await send('POST', '/v1/threads')
      const { status, body } = await send('GET', `/v1/threads/${open.id}`, undefined, { authorization })
      expect(status).toBe(401)
      expect(body).toEqual({
        error: {
          message:
            "The Authorization header holds no bearer key. Expected 'Authorization: Bearer <key>', or no such header.",
          type: 'invalid_request_error',
          param: null,
          code: 'invalid_api_key',
        },
      })
    },
  )

  it('is not in the database; its SHA-256 is', async () => {
    const { threads, file } = openEmbedded()
    await threads('alice').create()
    const database = new DatabaseSync(file)
    expect(database.prepare('SELECT tenant FROM threads').all()).toEqual([
      { tenant: '2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90' },
    ])
    database.close()
  })
})
