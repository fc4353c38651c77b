import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { postHead, sendRaw } from '../../support/abuse/raw-http.ts'
import { type RunningServer, startServer } from '../../support/server.ts'

const body = '{"query":"{ __typename }"}'

async function serve(): Promise<RunningServer> {
  const server = await startServer()
  onTestFinished(server.close)
  return server
}

/** A whole post with these lines of headers besides. */
function post(lines: string, path = '/graphql'): string {
  return `POST ${path} HTTP/1.1\r\n${lines}Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
}

describe('what is no good HTTP', () => {
  const host = 'Host: 127.0.0.1\r\n'
  const chunked = `POST /graphql HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n`

  it.each([
    ['no HTTP at all', '\x16\x03\x01\x02\x00\r\n\r\n', 400],
    ['no host', post(''), 400],
    ['a method of its own', 'BREW /graphql HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a length that is none', `POST /graphql HTTP/1.1\r\n${host}Content-Length: x\r\n\r\n`, 400],
    ['a length that is negative', `POST /graphql HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, 400],
    ['two lengths', `POST /graphql HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
    ['a length and chunks, which smuggles a request', `${chunked}Content-Length: 5\r\n\r\n0\r\n\r\n`, 400],
    ['a chunk of no length', `${chunked}\r\nzz\r\n\r\n`, 400],
    ['a header with a bare line feed', post(`${host}X: a\nY: b\r\n`), 400],
    ['an expectation that nobody knows', post(`${host}Expect: a miracle\r\n`), 417],
    ['a header of 20 kB', post(`${host}X: ${'x'.repeat(20_000)}\r\n`), 431],
    ['2,000 headers', post(host + 'X-A: b\r\n'.repeat(2500)), 431],
    ['two hosts', post(`${host}${host}`), 400],
    ['two types', post(`${host}Content-Type: text/plain\r\n`), 400],
    ['two keys', post(`${host}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n`), 400],
    ['an empty length', `POST /graphql HTTP/1.1\r\n${host}Content-Length: \r\n\r\n`, 400],
    ['a length in hex', `POST /graphql HTTP/1.1\r\n${host}Content-Length: 0x1a\r\n\r\n`, 400],
    ['a length with a sign', `POST /graphql HTTP/1.1\r\n${host}Content-Length: +26\r\n\r\n`, 400],
    ['a URL of 20 kB', post(host, `/graphql?${'x'.repeat(20_000)}`), 431],
  ])('is refused: %s', async (_, bytes, status) => {
    const { url, bugs } = await serve()
    const answer = await sendRaw(url, bytes)
    expect({ status: answer.status, closed: answer.closed }).toEqual({ status, closed: true })
    expect(answer.text).not.toMatch(/\bat .*\.[jt]s/)
    expect(bugs).toEqual([])
  })

  it.each([
    ['a URL with its host', post(host, 'http://evil.example/graphql'), 200],
    ['HTTP/1.0', 'GET /graphql?query={__typename} HTTP/1.0\r\n\r\n', 200],
    [
      'an upgrade that nobody takes',
      `GET /health HTTP/1.1\r\n${host}Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
      200,
    ],
    ['a trace', `TRACE /graphql HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 405],
    ['a method of WebDAV', `PROPFIND /graphql HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 405],
    ['the whole server', `OPTIONS * HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 405],
    ['slashes', `GET //[ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 404],
  ])('is answered where it is only unusual: %s', async (_, bytes, status) => {
    const { url, bugs } = await serve()
    expect((await sendRaw(url, bytes)).status).toBe(status)
    expect(bugs).toEqual([])
  })
})

describe('a client that goes away', () => {
  it.each([
    ['in the middle of a body', '/graphql', { 'content-length': 100 }, '{"query'],
    ['in the middle of a chunk', '/graphql', { 'transfer-encoding': 'chunked' }, '5\r\n{'],
    ['in the middle of a body for /v1', '/v1/threads', { 'content-length': 100 }, '{"meta'],
    ['between chunks for /v1', '/v1/threads', { 'transfer-encoding': 'chunked' }, '1\r\n{\r\n'],
  ])('is no bug of the server: %s', async (_, path, headers, start) => {
    const server = await serve()
    for (const goAway of ['end', 'resetAndDestroy'] as const) {
      await sendRaw(server.url, postHead(path, headers) + start, async (socket) => {
        await once(socket, 'connect')
        // The server has read what was sent before when it has answered another connection.
        await fetch(`${server.url}/health`)
        socket[goAway]()
      })
    }
    expect((await server.query('{ __typename }')).status).toBe(200)
    expect(server.bugs).toEqual([])
  })
})
