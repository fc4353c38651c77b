import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { serveUpstream } from '../support/api.ts'
import { type Answer, wireThread } from '../support/upstream.ts'

const read = '{ thread(id: "thread_a") { metadata } }'
const update = 'mutation { updateThread(id: "thread_a", metadata: { v: "new" }) { metadata } }'
const withMetadata = (v: string) => ({ status: 200, data: { thread: { metadata: { v } } } })

/** Serves the API before an upstream that holds its answers to reads back until it is told to give them. */
async function serveHeldBack(env: Record<string, string> = {}) {
  const { upstream, server } = await serveUpstream([wireThread('thread_a', { metadata: { v: 'old' } })], env)
  const held: { method: string; path: string; answer: (answer?: Answer) => void }[] = []
  let onArrival: (() => void) | undefined
  upstream.script = ({ method, path }) => {
    if (method !== 'GET') return undefined
    // What the thread is when the read arrives is what the read sees, however late it is answered.
    const seen = structuredClone(upstream.threads.get(path.split('/').at(-1) ?? ''))
    return new Promise((resolve) => {
      held.push({ method, path, answer: (answer) => resolve(answer ?? { body: seen }) })
      onArrival?.()
    })
  }
  return {
    upstream,
    server,
    held,
    /** Resolves when so many reads have arrived. */
    async arrived(count: number) {
      while (held.length < count) {
        await new Promise<void>((resolve) => {
          onArrival = resolve
        })
      }
    },
    /** Resolves when the server has taken in all that was sent to it up to now. */
    async settled() {
      for (let i = 0; i < 5; i++) await fetch(`${server.url}/health`)
    },
    async shared() {
      const text = await (await fetch(`${server.url}/metrics`)).text()
      return Number(/^threads_graphql_upstream_reads_shared_total (\d+)$/m.exec(text)?.[1])
    },
  }
}

describe('reads of one thread that are in flight together', () => {
  it('are one upstream request, and each is answered', async () => {
    const { server, held, arrived, settled, shared } = await serveHeldBack()
    const reads = Array.from({ length: 20 }, () => server.query(read))
    await arrived(1)
    await settled()
    expect(held).toHaveLength(1)

    held[0]?.answer()

    expect(await Promise.all(reads)).toEqual(reads.map(() => withMetadata('old')))
    expect(await shared()).toBe(19)
  })

  it('fail together', async () => {
    const { server, held, arrived, settled } = await serveHeldBack()
    const reads = [server.query(read), server.query(read)]
    await arrived(1)
    await settled()
    held[0]?.answer({ status: 403, body: {} })

    for (const { data, errors } of await Promise.all(reads)) {
      expect(data).toEqual({ thread: null })
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN')
    }
    expect(held).toHaveLength(1)
  })

  it('are a request each for each credential', async () => {
    const { server, upstream, held, arrived } = await serveHeldBack()
    const keys = ['one', 'two', 'One', 'onetwo']
    const reads = keys.map((key) => server.query(read, undefined, { authorization: `Bearer ${key}` }))
    reads.push(server.query(read))
    await arrived(5)
    expect(new Set(upstream.journal.map(({ headers }) => headers.authorization)).size).toBe(5)

    for (const { answer } of held) answer()
    await Promise.all(reads)
  })

  it('never give one caller what was answered to the key of another', async () => {
    const { server, upstream } = await serveUpstream([wireThread('thread_a')])
    upstream.script = ({ headers }) => ({
      body: wireThread('thread_a', { metadata: { v: String(headers.authorization) } }),
    })
    const keys = Array.from({ length: 200 }, (_, i) => `Bearer key-${i % 5}`)
    const answers = await Promise.all(
      keys.map((authorization) => server.query(read, undefined, { authorization })),
    )
    expect(answers).toEqual(keys.map(withMetadata))
  })

  it('are a request each where SHARE_READS is false', async () => {
    const { server, held, arrived } = await serveHeldBack({ SHARE_READS: 'false' })
    const reads = Array.from({ length: 5 }, () => server.query(read))
    await arrived(5)
    for (const { answer } of held) answer()
    expect(await Promise.all(reads)).toEqual(reads.map(() => withMetadata('old')))
  })

  it('go on for those who stay when the first one leaves', async () => {
    const { server, held, arrived, settled } = await serveHeldBack()
    const leave = post(server.url)
    await arrived(1)
    const staying = server.query(read)
    await settled()
    leave()
    await settled()

    held[0]?.answer()

    expect(await staying).toEqual(withMetadata('old'))
    expect(held).toHaveLength(1)
  })

  it('are given up upstream when the last one leaves, and the next one asks anew', async () => {
    const { server, upstream, held, arrived, settled } = await serveHeldBack()
    const leaveFirst = post(server.url)
    await arrived(1)
    const leaveSecond = post(server.url)
    await settled()
    leaveFirst()
    leaveSecond()
    await settled()

    const next = server.query(read)
    await arrived(2)
    for (const { answer } of held) answer()

    expect(await next).toEqual(withMetadata('old'))
    expect(upstream.journal).toHaveLength(2)
  })
})

describe('a read that began before an update was answered', () => {
  it('is not given to someone who asks afterwards', async () => {
    const { server, held, arrived } = await serveHeldBack()
    const early = server.query(read)
    await arrived(1)
    await server.query(update)
    const late = server.query(read)
    await arrived(2)
    held[1]?.answer()
    expect(await late).toEqual(withMetadata('new'))

    held[0]?.answer()
    expect(await early).toEqual(withMetadata('old'))
  })

  it('is not, whoever made the update, and whether it succeeded or not', async () => {
    const { server, upstream, held, arrived } = await serveHeldBack()
    const { script } = upstream
    upstream.script = (request) => (request.method === 'POST' ? { status: 500 } : script?.(request))
    const early = server.query(read, undefined, { authorization: 'Bearer one' })
    await arrived(1)
    await server.query(update, undefined, { authorization: 'Bearer two' })
    const late = server.query(read, undefined, { authorization: 'Bearer one' })
    await arrived(2)

    for (const { answer } of held) answer()
    await Promise.all([early, late])
    expect(held).toHaveLength(2)
  })

  it('is shared again by those who asked after it', async () => {
    const { server, held, arrived, settled } = await serveHeldBack()
    const early = server.query(read)
    await arrived(1)
    await server.query(update)
    const late = [server.query(read), server.query(read)]
    await arrived(2)
    // The early one ends meanwhile, and takes nothing of theirs with it.
    held[0]?.answer()
    await early
    late.push(server.query(read))
    await settled()
    held[1]?.answer()

    expect(await Promise.all(late)).toEqual(late.map(() => withMetadata('new')))
    expect(held).toHaveLength(2)
  })
})

/** Asks for the thread, as a client that may leave. */
function post(url: string): () => void {
  const client = httpRequest(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  })
  void once(client, 'error').catch(() => {})
  client.end(JSON.stringify({ query: read }))
  return () => client.destroy()
}
