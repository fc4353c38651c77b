import { EventEmitter, once } from 'node:events'
import { request as httpRequest, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Plugin } from 'graphql-yoga'
import { expect, it, onTestFinished } from 'vitest'
import type { Context } from '../../../src/graphql/context.ts'
import { read, readThread, updateThread } from '../../support/faults/serve.ts'
import {
  answer,
  errorBody,
  type Misbehaviour,
  silence,
  startMisbehaving,
  wellBehaved,
} from '../../support/misbehaving.ts'
import { startServer } from '../../support/server.ts'

/** Serves the API before a misbehaving upstream, for a client that goes away. */
async function serveLeaver(misbehave: Misbehaviour, env: Record<string, string> = {}) {
  const upstream = await startMisbehaving(misbehave)
  onTestFinished(upstream.close)
  const operations = new EventEmitter<{ runs: [] }>()
  const responses: ServerResponse[] = []
  const watch: Plugin<Context> = {
    onRequest({ serverContext }) {
      if ('res' in serverContext && serverContext.res instanceof ServerResponse)
        responses.push(serverContext.res)
    },
    onExecute: () => void operations.emit('runs'),
  }
  const server = await startServer({ OPENAI_BASE_URL: upstream.baseURL, ...env }, { plugins: [watch] })
  onTestFinished(server.close)

  return {
    upstream,
    server,
    /** Posts a document, and resolves once it runs. */
    async post(query: string) {
      const runs = once(operations, 'runs')
      const client = httpRequest(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      })
      client.on('error', () => {})
      client.end(JSON.stringify({ query }))
      await runs
      const response = responses.at(-1)
      return {
        /** Goes away, and resolves once the server knows. */
        async leave() {
          const known = response && once(response, 'close')
          client.destroy()
          await known
        },
      }
    },
  }
}

// Tried again where the machine itself was too busy for 100 ms.
it('aborts a read upstream within 100 ms', { retry: 2 }, async () => {
  const { upstream, post } = await serveLeaver(silence)
  const client = await post(readThread)
  await upstream.received(1)
  const closed = once(upstream.events, 'close')
  const left = performance.now()

  void client.leave()
  await closed

  expect(performance.now() - left).toBeLessThan(100)
})

it('aborts all reads of an operation, and starts none of those that wait', async () => {
  const warnings: Error[] = []
  const onWarning = (warning: Error) => warnings.push(warning)
  process.on('warning', onWarning)
  onTestFinished(() => void process.off('warning', onWarning))
  const { upstream, server, post } = await serveLeaver(silence, { UPSTREAM_CONCURRENCY: '20' })
  const ids = Array.from({ length: 50 }, (_, i) => `"thread_${i}"`)
  const client = await post(`{ threadsById(ids: [${ids}]) { id } }`)
  await upstream.received(20)
  const open = [...upstream.connections]

  await client.leave()
  await Promise.all(open.map((socket) => socket.closed || once(socket, 'close')))
  upstream.misbehave = wellBehaved
  await read(server)

  expect(upstream.journal).toHaveLength(21)
  expect(warnings).toEqual([])
})

it('aborts a read that waits to try again', async () => {
  const { upstream, server, post } = await serveLeaver(answer(429, errorBody(), { 'retry-after': '1' }))
  const client = await post(readThread)
  await upstream.received(1)

  await client.leave()
  upstream.misbehave = wellBehaved
  // As long as the first one would have waited.
  await delay(1500)
  await read(server)

  expect(upstream.journal).toHaveLength(2)
})

it('lets a mutation finish', async () => {
  const { upstream, server, post } = await serveLeaver(silence)
  const client = await post(updateThread)
  await upstream.received(1)

  await client.leave()
  for (const request of upstream.journal) wellBehaved(request)
  upstream.misbehave = wellBehaved
  await read(server)

  // The same connection carries the next request: the response to the first was read to its end.
  expect(upstream.journal.map(({ method }) => method)).toEqual(['POST', 'GET'])
  expect(upstream.connections.size).toBe(1)
})

it('sends a mutation that waits for its turn all the same', async () => {
  const { upstream, post } = await serveLeaver(silence, { UPSTREAM_CONCURRENCY: '1' })
  await post(updateThread)
  await upstream.received(1)
  const client = await post(updateThread)

  await client.leave()
  upstream.misbehave = wellBehaved
  for (const request of upstream.journal.slice()) wellBehaved(request)
  await upstream.received(2)

  expect(upstream.journal).toHaveLength(2)
})

it('lets a mutation finish before it lets go of connections', async () => {
  const { upstream, server, post } = await serveLeaver(silence, { UPSTREAM_CONCURRENCY: '1' })
  await post(updateThread)
  await upstream.received(1)
  const waiting = await post(updateThread)
  await waiting.leave()

  const closed = server.close()
  upstream.misbehave = wellBehaved
  for (const request of upstream.journal.slice()) wellBehaved(request)
  await closed

  expect(upstream.journal).toHaveLength(2)
})
