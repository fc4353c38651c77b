import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../support/server.ts'

/** Asks for GraphiQL's page, 9 MB: more than the system keeps for a peer that does not read. */
const askForPage = 'GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n'

async function serve() {
  const server = await startServer({ WRITE_TIMEOUT_MS: '800' })
  onTestFinished(server.close)
  return server
}

/** A connection whose data nobody reads until it is resumed. */
async function stalled(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').pause()
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** Resolves when the server has closed a connection: one that does not read learns it when it writes. */
async function closed(socket: Socket): Promise<void> {
  const gone = Promise.withResolvers<void>()
  socket.on('error', () => gone.resolve())
  const timer = setInterval(() => socket.write('\r\n'), 50)
  await gone.promise
  clearInterval(timer)
}

it('a peer that reads nothing of its response is cut, and others are served meanwhile', async () => {
  const { url } = await serve()
  const peers = await Promise.all(Array.from({ length: 5 }, () => stalled(url)))
  for (const peer of peers) peer.write(`${askForPage}\r\n`)
  const cut = Promise.all(peers.map(closed))
  expect((await fetch(`${url}/health`)).status).toBe(200)
  await cut
})

it('a peer that reads slowly gets all of it, in whatever time that takes', async () => {
  const { url } = await serve()
  const socket = await stalled(url)
  socket.write(`${askForPage}Connection: close\r\n\r\n`)
  const startedAt = performance.now()
  let bytes = 0
  for await (const chunk of socket) {
    bytes += chunk.length
    await delay(20)
  }
  expect(bytes).toBeGreaterThan(5_000_000)
  // Longer than one that reads nothing may stay.
  expect(performance.now() - startedAt).toBeGreaterThan(800)
})
