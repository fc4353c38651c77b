import { describe, expect, it } from 'vitest'
import { mutate, read, serveMisbehaving } from '../../support/faults/serve.ts'
import { answer } from '../../support/misbehaving.ts'

const text = 'upstream text'

describe('a 404 to a request for one thread says that there is none', () => {
  it.each([
    { error: { message: "No thread found with id 'thread_a'.", code: null } },
    { error: { message: text, code: 'resource_not_found' } },
    { error: text },
    { error: null },
    { detail: 'Thread not found with id thread_a' },
    { detail: [{ msg: text }] },
    // FastAPI's answer for a URL that it does not know, and that of servers on it for a thread that they do not know.
    { detail: 'Not Found' },
    { message: text },
    {},
  ])('in the words of %j', async (body) => {
    const { server } = await serveMisbehaving(answer(404, JSON.stringify(body)))

    expect(await read(server)).toEqual({ status: 200, data: { thread: null } })
    const { errors } = await mutate(server)

    expect(errors).toMatchObject([
      { message: 'There is no thread with this id.', extensions: { code: 'NOT_FOUND' } },
    ])
    expect(JSON.stringify(errors)).not.toContain(text)
  })
})

describe('a 404 says that there is no threads API', () => {
  it.each([
    ['OpenAI’s words', JSON.stringify({ error: { message: 'Invalid URL (GET /v1/threads/thread_a)' } })],
    ['OpenAI’s code', JSON.stringify({ error: { message: text, code: 'unknown_url' } })],
    ['the words alone', JSON.stringify({ error: 'Invalid URL' })],
    ['the words under another name', JSON.stringify({ detail: 'invalid url /v1/threads' })],
    ['HTML', `<html>${text}</html>`],
    ['plain text', '404 page not found'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a string', '"Not Found"'],
  ])('with %s', async (_, body) => {
    const { server } = await serveMisbehaving(answer(404, body))

    for (const { errors } of [await read(server), await mutate(server)]) {
      expect(errors).toMatchObject([
        { message: expect.stringMatching(/no threads API/), extensions: { code: 'UPSTREAM_REJECTED' } },
      ])
    }
  })

  it('to a request that names no thread', async () => {
    const { server } = await serveMisbehaving(answer(404, '{"detail":"Not Found"}'))

    const { errors } = await server.query('mutation { createThread { id } }')

    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_REJECTED' } }])
  })
})
