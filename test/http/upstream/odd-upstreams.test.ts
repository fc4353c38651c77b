import { describe, expect, it } from 'vitest'
import { mutate, read, serveMisbehaving } from '../../support/faults/serve.ts'
import {
  answer,
  head,
  type Misbehaviour,
  type Received,
  raw,
  wellBehaved,
} from '../../support/misbehaving.ts'
import { wireObject, wireThread } from '../../support/upstream.ts'

const thread = { data: { thread: { id: 'thread_a' } } }
const updated = { data: { updateThread: { id: 'thread_a' } } }
const body = (request: Received) => JSON.stringify(wireThread(request.id))

describe('an upstream that is odd, but not wrong, does not show:', () => {
  const cases: Record<string, Misbehaviour> = {
    'it speaks HTTP/1.0': (request) =>
      void request.socket.end(`HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${body(request)}`),
    'it speaks HTTP/1.0 and keeps the connection': (request) =>
      raw(
        `HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: ${body(request).length}\r\n\r\n${body(request)}`,
      )(request),
    'it leaves metadata and tool resources out': (request) =>
      answer(200, JSON.stringify({ id: request.id, object: wireObject, created_at: 1699014083 }))(request),
    'it counts milliseconds': (request) =>
      answer(200, JSON.stringify(wireThread(request.id, { created_at: 1699014083123 })))(request),
    'its metadata has 10,000 pairs': (request) => {
      const metadata = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 'v']))
      answer(200, JSON.stringify(wireThread(request.id, { metadata })))(request)
    },
  }

  it.each(Object.entries(cases))('%s', async (_, upstream) => {
    const { server } = await serveMisbehaving(upstream)
    expect(await mutate(server)).toMatchObject(updated)
    expect(await read(server)).toMatchObject(thread)
  })
})

it.each(['thread', 'thread.gone', undefined])(
  'a delete is done where it says deleted: true, and calls it %j',
  async (object) => {
    const { server } = await serveMisbehaving(
      answer(200, JSON.stringify({ id: 'thread_a', object, deleted: true })),
    )
    expect(await server.query('mutation { deleteThread(id: "thread_a") { id deleted } }')).toEqual({
      status: 200,
      data: { deleteThread: { id: 'thread_a', deleted: true } },
    })
  },
)

describe('what comes on a connection after a response goes to nobody', () => {
  const forged = JSON.stringify(wireThread('thread_a', { metadata: { forged: 'yes' } }))
  const again = `${head(200, { 'content-length': String(forged.length) })}${forged}`
  let late: NodeJS.Timeout | undefined
  const cases: Record<string, Misbehaviour> = {
    'a second response': (request) => {
      wellBehaved(request)
      request.socket.write(again)
    },
    'a second response behind a Content-Length that is too small': (request) => {
      const own = body(request)
      request.socket.write(`${head(200, { 'content-length': String(own.length) })}${own}${again}`)
    },
    // Only once: where it comes when the next request was sent already, HTTP/1.1 cannot tell whose it is.
    'a second response, a moment later': (request) => {
      wellBehaved(request)
      if (!late) late = setTimeout(() => request.socket.write(again), 5)
    },
    'a body where there must be none': ({ socket }) =>
      void socket.write(`HTTP/1.1 204 No Content\r\ncontent-length: ${again.length}\r\n\r\n${again}`),
  }

  it.each(Object.entries(cases))('%s', async (_, upstream) => {
    const { server } = await serveMisbehaving(upstream, { UPSTREAM_CONCURRENCY: '1' })
    await read(server)
    await new Promise((resolve) => setTimeout(resolve, 20))
    for (let i = 0; i < 5; i++) {
      const { data } = await server.query('{ thread(id: "thread_a") { metadata } }')
      expect(JSON.stringify(data)).not.toContain('forged')
    }
  })
})

describe('lone surrogates of an upstream', () => {
  const withText = (fields: string): Misbehaviour =>
    answer(200, `{"id":"thread_a","object":"${wireObject}","created_at":1,${fields}}`)
  const everything = `{ thread(id: "thread_a") {
    metadata toolResources { codeInterpreter { fileIds } fileSearch { vectorStoreIds } } } }`

  it('are replaced, in keys, values and ids', async () => {
    const { server } = await serveMisbehaving(
      withText(
        String.raw`"metadata":{"a":"x\ud800y","\uDC00k":"\uD83D\uDE00 \\ud800 é\uDBFF"},` +
          String.raw`"tool_resources":{"code_interpreter":{"file_ids":["f\udfff"]},"file_search":{"vector_store_ids":["\ud83d"]}}`,
      ),
    )

    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: everything }),
    })

    const text = new TextDecoder('utf-8', { fatal: true }).decode(await response.arrayBuffer())
    expect(text).not.toMatch(/(?<!\\)\\ud[89a-f]/i)
    expect(JSON.parse(text).data.thread).toEqual({
      metadata: { a: 'x\ufffdy', '\ufffdk': '😀 \\ud800 é\ufffd' },
      toolResources:
        wireObject === 'conversation'
          ? null
          : {
              codeInterpreter: { fileIds: ['f\ufffd'] },
              fileSearch: { vectorStoreIds: ['\ufffd'] },
            },
    })
  })

  it('make the last of two keys stand that become the same', async () => {
    const { server } = await serveMisbehaving(withText(String.raw`"metadata":{"\ud800":"1","\ud801":"2"}`))
    expect((await server.query(everything)).data).toMatchObject({ thread: { metadata: { '\ufffd': '2' } } })
  })

  it('in the id of a created thread are no id', async () => {
    const { server } = await serveMisbehaving(
      answer(200, String.raw`{"id":"thread_\ud800","object":"thread","created_at":1}`),
    )
    const { errors } = await server.query('mutation { createThread { id } }')
    expect(errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }])
  })

  it('do not make JSON of what is none', async () => {
    const { server } = await serveMisbehaving(
      withText(String.raw`"metadata":{"a":"\ud8"},"tool_resources":"x"`),
    )
    expect((await read(server)).errors).toMatchObject([{ message: expect.stringMatching(/not JSON/) }])
  })
})
