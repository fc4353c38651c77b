import { describe, expect, it, onTestFinished } from 'vitest'
import { largeChunk, postHead, pour, sendRaw } from '../../support/abuse/raw-http.ts'
import { startServer } from '../../support/server.ts'

const limit = 256 * 1024
const paths = ['/graphql', '/v1/threads'] as const

async function serve(env: Record<string, string> = {}) {
  const server = await startServer(env)
  onTestFinished(server.close)
  return server
}

/** A JSON body of just so many bytes that both paths take. */
const bodies = {
  '/graphql': (bytes: number) => padded('{"query":"{ __typename }"', bytes),
  '/v1/threads': (bytes: number) => padded('{"metadata":{}', bytes),
}

function padded(start: string, bytes: number): string {
  return `${start}${' '.repeat(bytes - start.length - 1)}}`
}

describe.each(paths)('a body on %s', (path) => {
  const headers = { 'content-type': 'application/json' }
  const send = (url: string, body: string) => fetch(url + path, { method: 'POST', headers, body })

  /** The same, without its length: `fetch` then sends it in chunks. */
  const sendInChunks = (url: string, text: string) => {
    const init = { method: 'POST', headers, body: new Blob([text]).stream(), duplex: 'half' } as const
    return fetch(url + path, init)
  }

  it('passes at 256 kB', async () => {
    const { url } = await serve()
    expect((await send(url, bodies[path](limit))).status).toBe(200)
  })

  it('passes at 256 kB in chunks', async () => {
    const { url } = await serve()
    expect((await sendInChunks(url, bodies[path](limit))).status).toBe(200)
  })

  it('is 413 with a byte more', async () => {
    const { url, bugs } = await serve()
    const response = await send(url, bodies[path](limit + 1))
    expect(response.status).toBe(413)
    expect(await response.text()).toMatch(/The body of the request is too large.* at most 262144 bytes/)
    expect(bugs).toEqual([])
  })

  it('is 413 with a byte more in chunks', async () => {
    const { url, bugs } = await serve()
    const response = await sendInChunks(url, bodies[path](limit + 1))
    expect(response.status).toBe(413)
    expect(await response.text()).toMatch(/The body of the request is too large.* at most 262144 bytes/)
    expect(bugs).toEqual([])
  })

  it('is counted as MAX_BODY_BYTES says', async () => {
    const { url } = await serve({ MAX_BODY_BYTES: '1024' })
    expect((await send(url, bodies[path](1024))).status).toBe(200)
    expect((await send(url, bodies[path](1025))).status).toBe(413)
  })

  it('is refused for its announced length, before any of it is sent', async () => {
    const { url } = await serve()
    const { status, headers, closed } = await sendRaw(
      url,
      postHead(path, { connection: 'keep-alive', 'content-length': 10_000_000 }),
    )
    expect({ status, connection: headers.get('connection'), closed }).toEqual({
      status: 413,
      connection: 'close',
      closed: true,
    })
  })

  it('that never ends is answered, and the connection closed', async () => {
    const { url, bugs } = await serve()
    const head = postHead(path, { connection: 'keep-alive', 'transfer-encoding': 'chunked' })
    let written = 0
    const { status, closed } = await sendRaw(url, head, (socket) => {
      socket.on('close', () => {
        written = socket.bytesWritten
      })
      pour(largeChunk)(socket)
    })
    expect({ status, closed }).toEqual({ status: 413, closed: true })
    // What the buffers of both sides hold, and not much more.
    expect(written).toBeLessThan(30_000_000)
    expect(bugs).toEqual([])
  })
})
