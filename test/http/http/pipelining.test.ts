import { expect, it } from 'vitest'
import { sendRaw } from '../../support/abuse/raw-http.ts'
import { serveUpstream } from '../../support/api.ts'
import { wireThread } from '../../support/upstream.ts'

/** Requests that run at once on one connection. */
const LIMIT = 16

function post(query: string, last: boolean): string {
  const body = JSON.stringify({ query })
  const head = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n`
  return `${head}${last ? 'Connection: close\r\n' : ''}Content-Length: ${body.length}\r\n\r\n${body}`
}

it('requests sent one behind the other on a connection run a few at a time, and each is answered in its turn', async () => {
  const count = 500
  const { server, upstream } = await serveUpstream()
  const full = Promise.withResolvers<void>()
  upstream.script = async ({ path }) => {
    // The first ones wait for each other.
    if (upstream.journal.length === LIMIT) full.resolve()
    await full.promise
    return { body: wireThread(path.split('/').at(-1) ?? '') }
  }
  const requests = Array.from({ length: count }, (_, i) =>
    post(`{ thread(id: "thread_${i}") { id } }`, i === count - 1),
  )
  const { text, closed } = await sendRaw(server.url, requests.join(''))
  expect(closed).toBe(true)
  expect([...text.matchAll(/"id":"thread_(\d+)"/g)].map(([, id]) => Number(id))).toEqual(
    Array.from({ length: count }, (_, i) => i),
  )
  expect(upstream.mostInFlight).toBe(LIMIT)
})
