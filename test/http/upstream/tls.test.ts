import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { mutate, read, readThread, serve } from '../../support/faults/serve.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import { wireThread } from '../../support/upstream.ts'

/** A key, and a certificate of `localhost` that the key has signed itself; good until 2126. */
const pem = readFileSync(new URL('../../support/faults/localhost.pem', import.meta.url), 'utf8')

/** An upstream that would speak HTTP/2. */
async function startSecure() {
  const versions: string[] = []
  let inFlight = 0
  let mostInFlight = 0
  const server = createSecureServer({ key: pem, cert: pem, allowHTTP1: true }, async (request, response) => {
    versions.push(request.httpVersion)
    mostInFlight = Math.max(mostInFlight, ++inFlight)
    await delay(20)
    inFlight--
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(wireThread(request.url.split('/').at(-1) ?? '')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    port: (server.address() as AddressInfo).port,
    server,
    versions,
    most: () => mostInFlight,
  }
}

/** Makes this process trust the certificate until the test is over. */
function trust(): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, pem])
  onTestFinished(() => setDefaultCACertificates(before))
}

it('an upstream that offers HTTP/2 gets no more at once than UPSTREAM_CONCURRENCY', async () => {
  trust()
  const upstream = await startSecure()
  const server = await serve({
    OPENAI_BASE_URL: `https://localhost:${upstream.port}/v1`,
    UPSTREAM_CONCURRENCY: '4',
  })
  const ids = Array.from({ length: 40 }, (_, i) => `thread_${i}`)

  const { data } = await server.query('query ($ids: [ID!]!) { threadsById(ids: $ids) { id } }', { ids })

  expect(data).toEqual({ threadsById: ids.map((id) => ({ id })) })
  expect(upstream.versions).toEqual(Array(40).fill('1.1'))
  expect(upstream.most()).toBe(4)
})

it.each([
  ['that nobody trusts', 'localhost', () => {}],
  ['of another name', '127.0.0.1', trust],
])('a certificate %s is refused, and nothing is sent', async (_, host, prepare) => {
  prepare()
  const upstream = await startSecure()
  const server = await serve({ OPENAI_BASE_URL: `https://${host}:${upstream.port}/v1` })

  const answers = [await read(server), await mutate(server)]

  expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual([
    { code: 'UPSTREAM_UNAVAILABLE' },
    { code: 'UPSTREAM_UNAVAILABLE' },
  ])
  expect(answers[1]?.errors?.[0]?.message).toMatch(/The change was not sent\.$/)
  expect(upstream.versions).toEqual([])
})

it('a connection outlives those that did not wait for it', async () => {
  trust()
  const upstream = await startSecure()
  const proxy = await startTcpProxy(upstream.port)
  onTestFinished(proxy.close)
  proxy.answer = { delayMs: 500 }
  const server = await serve({
    OPENAI_BASE_URL: proxy.baseURL.replace('http://127.0.0.1', 'https://localhost'),
    UPSTREAM_CONCURRENCY: '1',
  })
  const connecting = once(upstream.server, 'connection')
  const connected = once(upstream.server, 'secureConnection')

  const client = new AbortController()
  const left = fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: readThread }),
    signal: client.signal,
  })
  await connecting
  client.abort()
  await expect(left).rejects.toThrow()
  await connected
  proxy.answer.delayMs = 0

  expect((await mutate(server)).data).toEqual({ updateThread: { id: 'thread_a' } })
  // The read was not sent, and has not cost the connection.
  expect(upstream.versions).toHaveLength(1)
  expect(proxy.connections).toBe(1)
})
