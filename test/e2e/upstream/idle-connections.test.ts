import { once } from 'node:events'
import { readFile } from 'node:fs'
import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTransport } from '../../../src/upstream/transport.ts'
import { serve, updateThread } from '../../support/faults/serve.ts'
import { type Misbehaviour, startMisbehaving, wellBehaved } from '../../support/misbehaving.ts'

/** Behaves well, and closes a connection without a word when nothing has come over it for so long. */
function closesIdle(ms: number): Misbehaviour {
  const timers = new WeakMap<object, NodeJS.Timeout>()
  return (request) => {
    const { socket } = request
    clearTimeout(timers.get(socket))
    wellBehaved(request)
    timers.set(
      socket,
      setTimeout(() => socket.destroy(), ms),
    )
  }
}

/** How often each code comes of so many mutations, with pauses of about as long as the upstream waits. */
async function mutateWithPauses(env: Record<string, string>, lanes: number, each: number) {
  const upstream = await startMisbehaving(closesIdle(200))
  onTestFinished(upstream.close)
  const server = await serve({ OPENAI_BASE_URL: upstream.baseURL, UPSTREAM_CONCURRENCY: '100', ...env })
  const codes: Record<string, number> = {}
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      await delay(lane * 3)
      for (let i = 0; i < each; i++) {
        const { errors } = await server.query(updateThread)
        const code = String(errors?.[0]?.extensions['code'] ?? 'ok')
        codes[code] = (codes[code] ?? 0) + 1
        await delay(195 + ((lane * 7 + i) % 12))
      }
    }),
  )
  return { codes, upstream }
}

describe('before an upstream that closes idle connections after 200 ms, unannounced', () => {
  it('no outcome of 600 mutations is unknown where UPSTREAM_IDLE_MS is less', {
    timeout: 30_000,
  }, async () => {
    const { codes, upstream } = await mutateWithPauses({ UPSTREAM_IDLE_MS: '100' }, 60, 10)

    expect(codes).toEqual({ ok: 600 })
    expect(upstream.journal).toHaveLength(600)
  })
})

/** An upstream in a thread of its own, which sees that a connection is idle while this one is busy. */
async function startElsewhere() {
  const worker = new Worker(
    `const { createServer } = require('node:http')
     const { parentPort } = require('node:worker_threads')
     const server = createServer((request, response) => {
       const { socket } = request
       request.resume().on('end', () => {
         const id = request.url.split('/').at(-1)
         response.writeHead(200, { connection: 'keep-alive' })
         response.end(JSON.stringify({ id, object: 'thread', created_at: 0, metadata: {}, tool_resources: {} }))
         clearTimeout(socket.idle)
         socket.idle = setTimeout(() => socket.destroy(), 150)
       })
     })
     server.keepAliveTimeout = 0
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`,
    { eval: true },
  )
  onTestFinished(async () => void (await worker.terminate()))
  const [port] = await once(worker, 'message')
  return `http://127.0.0.1:${port}/v1`
}

it('a connection that became idle for too long while the process was busy is not used either', async () => {
  const baseURL = await startElsewhere()
  const transport = createTransport({ baseURL, concurrency: 1, timeoutMs: 3000, idleMs: 100 })
  onTestFinished(transport.close)
  const update = () =>
    transport.fetch(`${baseURL}/threads/thread_a`, {
      method: 'POST',
      headers: {},
      body: '{}',
      signal: undefined,
    })
  await update()
  await setImmediate()

  const response = await new Promise<Response>((resolve, reject) => {
    // In a callback of I/O: no timer, and no other I/O, has its turn before what is sent here is written.
    readFile(import.meta.filename, () => {
      const busyUntil = performance.now() + 300
      while (performance.now() < busyUntil);
      update().then(resolve, reject)
    })
  })

  expect(response.status).toBe(200)
})
