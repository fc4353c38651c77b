import { describe, expect, it } from 'vitest'
import { embeddedUrl, fetchInProcess } from '../../../src/embedded/in-process.ts'
import { routesOf } from '../../../src/embedded/routes.ts'
import { exampleThread, noTenant, openEmbedded } from '../../support/embedded/embedded.ts'

/** The embedded server on a new store with one thread in it, as this process and as HTTP reach it. */
async function openWithThread() {
  const embedded = openEmbedded()
  await embedded.store.create(noTenant, exampleThread)
  const reported: unknown[] = []
  const fetch = fetchInProcess(routesOf(embedded.store), (cause) => reported.push(cause))
  return {
    ...embedded,
    /** What `onError` was told by requests of this process. */
    reported,
    async ask(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
      const response = await fetch(embeddedUrl + path, { method, headers, body, signal: undefined })
      const { status } = response
      return { status, body: JSON.parse(await response.text()), headers: response.headers }
    },
  }
}

/** Without when it was written: two servers do that at two times. */
function untimed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (key, item) => (/^updated_?at$/i.test(key) ? 0 : item)))
}

describe('a request of this process', () => {
  it.each<[method: string, path: string, body?: string]>([
    ['GET', '/threads/thread_abc123'],
    ['GET', '/threads/thread_unknown'],
    ['GET', '/threads/asst_abc123'],
    ['GET', `/threads/thread_${'a'.repeat(250)}`],
    ['GET', '/threads?ids=thread_abc123,thread_unknown,thread_abc123'],
    ['GET', `/threads?ids=${Array(1001).fill('thread_abc123')}`],
    ['GET', '/threads?ids='],
    ['GET', '/threads?limit=1'],
    ['GET', '/threads'],
    ['POST', '/threads', '{"metadata":{"n":1}}'],
    ['POST', '/threads', '{"messages":[{}]}'],
    ['POST', '/threads', '{'],
    ['POST', '/threads/thread_abc123', '{"metadata":{"n":"1","__proto__":"\\ud83d\\udc4d"}}'],
    ['POST', '/threads/thread_abc123', '{"tool_resources":{"code_interpreter":{"file_ids":["file_1"]}}}'],
    ['POST', '/threads/thread_abc123', '{"metadata":{"n":"\\ud800"}}'],
    ['POST', '/threads/thread_abc123', '[]'],
    ['POST', '/threads/thread_abc123'],
    ['POST', '/threads/thread_unknown', '{}'],
    ['POST', '/threads/asst_abc123', '{'],
    ['DELETE', '/threads/thread_abc123'],
    ['DELETE', '/threads/thread_unknown'],
    ['PUT', '/threads/thread_abc123', '{}'],
    ['DELETE', '/threads'],
    ['POST', '/threads/runs', '{}'],
    ['GET', '/threads/thread_abc123/messages'],
    ['GET', '/threads/thread_abc123/runs/run_1/steps'],
    ['GET', '/threads/thread_abc123/'],
    ['GET', '/threads/'],
    ['GET', '/assistants'],
  ])('gets the status and the JSON that HTTP gets: %s %s %s', async (method, path, body) => {
    const [here, there] = [await openWithThread(), await openWithThread()]
    const inProcess = await here.ask(method, path, body)
    const overHttp = await there.send(method, `/v1${path}`, body)
    expect([inProcess.status, untimed(inProcess.body)]).toEqual([overHttp.status, untimed(overHttp.body)])
    // And it did the same.
    const kept = [here, there].map(({ store }) => store.getMany(noTenant, [exampleThread.id]))
    const [mine, other] = await Promise.all(kept)
    expect(untimed([...(mine ?? [])])).toEqual(untimed([...(other ?? [])]))
    expect(here.reported).toEqual([])
  })

  it('creates a thread, also with an empty body', async () => {
    const { ask, store } = await openWithThread()
    for (const body of ['{"metadata":{"n":"1"}}', undefined]) {
      const { status, body: thread } = await ask('POST', '/threads', body)
      expect(status).toBe(200)
      expect((await store.getMany(noTenant, [thread.id])).size).toBe(1)
    }
  })

  it('sees the threads of its key alone, and without a bearer key gets 401', async () => {
    const { ask } = await openWithThread()
    const as = (authorization: string) => ask('GET', '/threads/thread_abc123', undefined, { authorization })
    expect((await as('Bearer alice')).status).toBe(404)
    expect((await as('Basic YTpi')).status).toBe(401)
  })

  it('has its id in the response', async () => {
    const { ask } = await openWithThread()
    for (const id of ['thread_abc123', 'thread_unknown']) {
      const { headers } = await ask('GET', `/threads/${id}`, undefined, { 'x-request-id': 'request-1' })
      expect(headers.get('x-request-id')).toBe('request-1')
    }
  })

  it.each(['GET', 'POST', 'DELETE'])(
    'is told nothing of a store that failed: onError is (%s)',
    async (method) => {
      const { ask, store, send, reported } = await openWithThread()
      await store.close()
      const body = method === 'POST' ? '{}' : undefined
      const { status, body: answer } = await ask(method, '/threads/thread_abc123', body)
      expect(status).toBe(500)
      expect(answer).toEqual((await send(method, '/v1/threads/thread_abc123', body)).body)
      expect(reported).toEqual([expect.any(Error)])
    },
  )
})
