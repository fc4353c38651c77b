import { describe, expect, it } from 'vitest'
import { createEmbeddedApi } from '../../../src/embedded/api.ts'
import { routesOf } from '../../../src/embedded/routes.ts'
import { createClient, upstreamFor } from '../../../src/upstream/upstream.ts'
import { exampleThread, noTenant, openEmbedded } from '../../support/embedded/embedded.ts'

const refusal = (message: string, code: string | null = null) => ({
  error: { message, type: 'invalid_request_error', param: null, code },
})

const notJson =
  "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP " +
  'library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)'

describe('a path that is not there', () => {
  it.each([
    ['GET', '/v1/foo', '/v1/foo'],
    ['GET', '/v1/threads/', '/v1/threads/'],
    ['GET', '/v1/threads/thread_1/foo', '/v1/threads/thread_1/foo'],
    ['GET', '/v1/threads/%2e%2e', '/v1/'],
    ['POST', '/v1', '/v1'],
    ['POST', '/v1/assistants?limit=1', '/v1/assistants'],
    ['POST', '/v1/chat/completions', '/v1/chat/completions'],
    ['GET', '/v1/threads/thread_1/', '/v1/threads/thread_1/'],
    ['GET', `/v1/${'a'.repeat(10_000)}`, `/v1/${'a'.repeat(76)}…`],
  ])('is a 404: %s %s', async (method, path, named) => {
    const { status, body } = await openEmbedded().send(method, path)
    expect(status).toBe(404)
    expect(body).toEqual(refusal(`Invalid URL (${method} ${named})`))
  })
})

describe("what OpenAI's API has and this server does not", () => {
  it.each([
    ['runs', 'POST', '/v1/threads/runs'],
    ['messages', 'GET', '/v1/threads/thread_1/messages'],
    ['messages', 'POST', '/v1/threads/thread_1/messages'],
    ['messages', 'DELETE', '/v1/threads/thread_1/messages/msg_1'],
    ['runs', 'GET', '/v1/threads/thread_1/runs'],
    ['runs', 'POST', '/v1/threads/thread_1/runs/run_1/submit_tool_outputs'],
    ['runs', 'GET', '/v1/threads/thread_1/runs/run_1/steps/step_1'],
  ])('is a 404 that says so in a sentence: no %s at %s %s', async (what, method, path) => {
    const { store, send } = openEmbedded()
    await store.create(noTenant, { ...exampleThread, id: 'thread_1' })
    const { status, body } = await send(method, path, method === 'POST' ? {} : undefined)
    expect(status).toBe(404)
    expect(body).toEqual(
      refusal(
        `Invalid URL (${method} ${path}). This server has no ${what}: of the Assistants API, it serves threads alone.`,
      ),
    )
  })

  it('does not look like a thread that is not there, to this project as a client', async () => {
    const client = createClient({
      baseURL: 'http://embedded/v1',
      fetch: async (url, { method, headers, body = null }) =>
        openEmbedded().api.fetch(new Request(url, { method, headers, body })),
    })
    const caller = { authorization: null, signal: new AbortController().signal }
    const messages = upstreamFor(client, caller, { name: 'message' }).read(
      (openai) => openai.get('/threads/thread_1/messages'),
      (answer) => answer,
    )
    await expect(messages).rejects.toMatchObject({
      extensions: { code: 'UPSTREAM_REJECTED', upstream: { status: 404 } },
    })
  })
})

describe('a method that a path does not have', () => {
  it.each([
    ['DELETE', '/v1/threads', 'POST, GET, HEAD'],
    ['PUT', '/v1/threads/thread_1', 'GET, HEAD, POST, PATCH, DELETE'],
  ])('is a 405 that names those it has: %s %s', async (method, path, allowed) => {
    const { status, headers, body } = await openEmbedded().send(method, path)
    expect(status).toBe(405)
    expect(headers.get('allow')).toBe(allowed)
    expect(body).toEqual(
      refusal(
        `Not allowed to ${method} on ${path}. The methods allowed are: ${allowed}.`,
        'method_not_supported',
      ),
    )
  })
})

describe('the body of a request', () => {
  it.each([
    ['half of it', '{"metadata":{'],
    ['more than one value', '{}{}'],
    ['white space', ' '],
    ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('is refused when it is %s', async (_, sent) => {
    const { status, body } = await openEmbedded().send('POST', '/v1/threads', sent)
    expect(status).toBe(400)
    expect(body).toEqual(refusal(notJson))
  })

  it('may be missing for a new thread', async () => {
    expect((await openEmbedded().send('POST', '/v1/threads')).status).toBe(200)
  })

  it('may not be missing for a modify', async () => {
    const { store, send } = openEmbedded()
    await store.create(noTenant, exampleThread)
    const { status, body } = await send('POST', '/v1/threads/thread_abc123')
    expect(status).toBe(400)
    expect(body).toEqual(refusal(notJson))
  })

  it('may be nested 100,000 deep, and is refused for its type', async () => {
    const deep = `{"metadata":{"k":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    const { status, body } = await openEmbedded().send('POST', '/v1/threads', deep)
    expect(status).toBe(400)
    expect(body.error.code).toBe('invalid_type')
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
    'is refused with the content type %j',
    async (type) => {
      const { status, body } = await openEmbedded().send('POST', '/v1/threads', '{}', {
        'content-type': type,
      })
      expect(status).toBe(400)
      expect(body).toEqual(
        refusal(
          `Unsupported content type: '${type}'. This API method only accepts 'application/json' requests, but ` +
            `you specified the header 'Content-Type: ${type}'. Please try again with a supported content type.`,
          'unsupported_content_type',
        ),
      )
    },
  )

  it('may name the charset of its content type', async () => {
    const type = { 'content-type': 'Application/JSON; charset=utf-8' }
    expect((await openEmbedded().send('POST', '/v1/threads', '{}', type)).status).toBe(200)
  })

  const tooLarge = refusal(
    'The body of the request is too large. Expected at most 262144 bytes.',
    'request_too_large',
  )
  const padded = (bytes: number) => '{}'.padEnd(bytes)

  it('may have 256 kB, and not a byte more', async () => {
    const { send } = openEmbedded()
    expect((await send('POST', '/v1/threads', padded(262_144))).status).toBe(200)
    const { status, body } = await send('POST', '/v1/threads', padded(262_145))
    expect(status).toBe(413)
    expect(body).toEqual(tooLarge)
  })

  it('is refused by its declared length, before it is read', async () => {
    const { status, body } = await openEmbedded().send('POST', '/v1/threads', '{}', {
      'content-length': '262145',
    })
    expect(status).toBe(413)
    expect(body).toEqual(tooLarge)
  })

  it('is refused at the cap when it comes in chunks without an end', async () => {
    const { api } = openEmbedded()
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', body: endless, headers, duplex: 'half' } as const
    const response = await api.fetch(new Request('http://embedded/v1/threads', init))
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual(tooLarge)
    expect(pulled).toBeLessThan(10)
  })

  it('is refused when it breaks off', async () => {
    const { api, errors } = openEmbedded()
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
    const init = { method: 'POST', body: broken, duplex: 'half' } as const
    const response = await api.fetch(new Request('http://embedded/v1/threads', init))
    expect(response.status).toBe(400)
    expect(errors).toEqual([])
  })
})

describe('every response', () => {
  const requests: [method: string, path: string, status: number][] = [
    ['POST', '/v1/threads', 200],
    ['GET', '/v1/threads/undefined', 400],
    ['GET', '/v1/threads/thread_1', 404],
    ['GET', '/v1/foo', 404],
    ['DELETE', '/v1/threads', 405],
  ]

  it.each(requests)('is JSON and has an id of its own: %s %s (%i)', async (method, path, status) => {
    const { send } = openEmbedded()
    const first = await send(method, path)
    expect(first.status).toBe(status)
    expect(first.headers.get('content-type')).toBe('application/json')
    expect(first.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
    const second = await send(method, path)
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
  })

  it.each(['a', 'My_request-1', 'a'.repeat(128)])('keeps the id of the request: %s', async (id) => {
    const { headers } = await openEmbedded().send('GET', '/v1/foo', undefined, { 'x-request-id': id })
    expect(headers.get('x-request-id')).toBe(id)
  })

  it.each(['', 'a b', 'a;b', 'a'.repeat(129)])('has a new id for a malformed one: %j', async (id) => {
    const { headers } = await openEmbedded().send('GET', '/v1/foo', undefined, { 'x-request-id': id })
    expect(headers.get('x-request-id')).toMatch(/^req_/)
  })
})

describe('a failure of the store', () => {
  const failed = {
    error: {
      message: 'The server had an error while processing your request.',
      type: 'server_error',
      param: null,
      code: null,
    },
  }

  it('is a 500 that tells nothing of it, and onError is told', async () => {
    const { store, send, errors } = openEmbedded()
    await store.close()
    const { status, headers, body } = await send('GET', '/v1/threads/thread_1')
    expect(status).toBe(500)
    expect(body).toEqual(failed)
    expect(headers.get('x-request-id')).toMatch(/^req_/)
    expect(errors).toEqual([expect.any(Error)])
  })

  it('is the same 500 when nobody is to be told', async () => {
    const { store } = openEmbedded()
    await store.close()
    const response = await createEmbeddedApi(routesOf(store)).fetch(
      new Request('http://embedded/v1/threads/thread_1'),
    )
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual(failed)
  })

  it('is not reported for a refusal', async () => {
    const { send, errors } = openEmbedded()
    await send('GET', '/v1/threads/thread_1')
    await send('POST', '/v1/threads', '{')
    expect(errors).toEqual([])
  })
})
