import { readFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { wireThread } from '../support/upstream.ts'
import { mutate, read, serve } from './support/serve.ts'

/** A key, and a certificate of `localhost` that the key has signed itself; good until 2126. */
const pem = readFileSync(new URL('./support/localhost.pem', import.meta.url), 'utf8')

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
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  onTestFinished(() => void server.close())
  return {
    port: (server.address() as AddressInfo).port,
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
