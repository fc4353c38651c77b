import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { largeChunk, postHead, pour, sendRaw } from '../../support/abuse/raw-http.ts'
import { startCommand } from '../../support/process.ts'

const limits = { HEADERS_TIMEOUT_MS: '400', REQUEST_TIMEOUT_MS: '800', IDLE_TIMEOUT_MS: '300' }
/** Limits are looked at every 400 ms here; the rest is for a machine that is busy. */
const LATE_MS = 3000

/** Sends one byte each 50 ms, for as long as it is let. */
function trickle(bytes: string): (socket: Socket) => void {
  return (socket) => {
    let sent = 0
    const timer = setInterval(() => socket.write(bytes[sent++ % bytes.length] ?? ''), 50)
    socket.on('close', () => clearInterval(timer))
  }
}

const post = postHead('/graphql', { 'content-length': 100_000, connection: 'keep-alive' })
const endless = postHead('/nope', { 'transfer-encoding': 'chunked', connection: 'keep-alive' })

/** Who sends slowly, what they are told, and when at the earliest they are cut. */
const senders: [
  what: string,
  start: string,
  then: (socket: Socket) => void,
  status: number,
  afterMs: number,
][] = [
  ['nothing', '', () => {}, 408, 400],
  ['the first line, and no more', 'POST /graphql HTTP/1.1\r\n', () => {}, 408, 400],
  ['headers, a byte at a time', 'GET /health HTTP/1.1\r\nX: ', trickle('x'), 408, 400],
  ['headers without end', 'GET /health HTTP/1.1\r\n', trickle('X: x\r\n'), 408, 400],
  ['no body', post, () => {}, 408, 800],
  ['a body, a byte at a time', post, trickle(' '), 408, 800],
  ['a body that is not read', post.replace('application/json', 'text/plain'), trickle(' '), 415, 800],
  ['a body without end that is not read', endless, pour(largeChunk), 404, 800],
]

describe('who sends slowly', () => {
  it('is cut at the limit, while others are served', async () => {
    const { url, output } = await startCommand({ env: limits })
    let slow = senders.length
    const cut = senders.map(async ([what, start, then, status, afterMs]) => {
      const since = performance.now()
      const answer = await sendRaw(url, start, then)
      slow--
      const took = performance.now() - since
      expect({ what, closed: answer.closed, status: answer.status }).toEqual({ what, closed: true, status })
      expect(took).toBeGreaterThan(afterMs - 10)
      expect(took).toBeLessThan(afterMs + LATE_MS)
    })
    let served = 0
    for (; slow > 0; served++) expect((await fetch(`${url}/health`)).status).toBe(200)
    await Promise.all(cut)
    expect(served).toBeGreaterThan(3)
    expect(output()).not.toContain('unexpected error')
  })
})

describe('who is idle', () => {
  it('is let go after IDLE_TIMEOUT_MS', async () => {
    const { url } = await startCommand({ env: limits })
    const { closed, status } = await sendRaw(url, 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    expect({ closed, status }).toEqual({ closed: true, status: 200 })
  })
})

describe('MAX_CONNECTIONS', () => {
  async function open(url: string): Promise<Socket> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {}).resume()
    await once(socket, 'connect')
    return socket
  }

  it('drops further ones, and takes new ones when others have gone', async () => {
    const { url } = await startCommand({ env: { MAX_CONNECTIONS: '3' } })
    const held = [await open(url), await open(url), await open(url)]
    const health = 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'
    expect(await sendRaw(url, health)).toMatchObject({ closed: true, status: undefined })

    const [first, second] = held
    first?.write(health)
    if (first) await once(first, 'close')
    expect(await sendRaw(url, health)).toMatchObject({ status: 200 })
    expect(second?.destroyed).toBe(false)
  })
})
