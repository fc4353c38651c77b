import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { limitConnections } from '../../../src/http/limit-connections.ts'
import type { StalledPeerLimits } from '../../../src/http/stalled-peers.ts'

const get = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
/** More than the system keeps for a peer that does not read. */
const large = Buffer.alloc(20_000_000)

/** A server with these limits. @returns a function that connects to it, asks, and reads nothing. */
async function serve(
  limits: StalledPeerLimits,
  listener: RequestListener,
): Promise<(bytes: string) => Socket> {
  const server = createServer(limitConnections(listener, limits))
  onTestFinished(() => server.close().closeAllConnections())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return (bytes) => {
    const socket = connect(port, '127.0.0.1').pause()
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {}).write(bytes)
    return socket
  }
}

describe('responses that wait for their peers', () => {
  it('are cut where they are too many in all, that which has waited for longest first', async () => {
    const responses: ServerResponse[] = []
    const limits = { writeTimeoutMs: 4000, maxWaitingBytes: 30_000_000 }
    const ask = await serve(limits, (_, response) => {
      responses.push(response)
      response.end(large)
    })
    ask(get)
    await expect.poll(() => responses.length).toBe(1)
    // It is looked at each second: it has waited for longer than the next one then.
    await delay(2100)
    ask(get)
    await expect.poll(() => responses[0]?.closed, { timeout: 5000 }).toBe(true)
    expect(responses[1]?.closed).toBe(false)
  })

  it('do not wait without end for a peer that takes a little now and then', async () => {
    const limits = { writeTimeoutMs: 10_000, totalTimeoutMs: 2000 }
    const ask = await serve(limits, (_, response) => void response.end(large))
    const peer = ask(get)
    const reading = setInterval(() => peer.read(65_536), 20)
    const startedAt = performance.now()
    await new Promise((resolve) => peer.once('close', resolve))
    clearInterval(reading)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })
})

it('a response is closed when its connection is, also where that is closed for a CONNECT', async () => {
  const closed = Promise.withResolvers<void>()
  const ask = await serve({ writeTimeoutMs: 20_000 }, (_, response) => {
    response.on('close', closed.resolve)
  })
  ask(`${get}CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n`)
  await closed.promise
})
