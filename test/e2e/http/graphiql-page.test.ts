import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sendRaw } from '../../support/abuse/raw-http.ts'
import { openPage } from '../../support/browser.ts'
import { startCommand } from '../../support/process.ts'
import { startServer } from '../../support/server.ts'

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

async function serve(env: Record<string, string> = {}, options: { plugins?: object[] } = {}) {
  const server = await startServer(env, options)
  onTestFinished(server.close)
  return server.url
}

async function ask(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(`${url}/graphql`, { method, headers: { ...html, ...headers } })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe.each([
  ['as the command serves', {}],
  ['with a plugin of one’s own', { plugins: [{}] }],
])('the page of GraphiQL, %s,', (_, options) => {
  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['*', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['identity', null],
    ['br', null],
    ['gzip;q=0', null],
    ['gzip;q=0, *', null],
  ])('is compressed where that is understood: %s', async (accepted, encoding) => {
    const url = await serve({}, options)
    const { status, headers, text } = await ask(url, { 'accept-encoding': accepted })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('content-encoding')).toBe(encoding)
    expect(headers.get('vary')).toBe('Accept, Accept-Encoding')
    expect(text.slice(0, 500)).toContain('<title>threads-graphql</title>')
    expect(text.slice(-100)).toMatch(/<\/html>\s*$/)
  })

  it('is sent again only where it has changed', async () => {
    const url = await serve({}, options)
    const tags = []
    for (const accepted of ['gzip', 'identity']) {
      const encoding = { 'accept-encoding': accepted }
      const { headers } = await ask(url, encoding)
      const etag = headers.get('etag') ?? ''
      tags.push(etag)
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await ask(url, { ...encoding, 'if-none-match': known })
        expect({ status: again.status, length: again.text.length, etag: again.headers.get('etag') }).toEqual({
          status: 304,
          length: 0,
          etag,
        })
      }
      expect((await ask(url, { ...encoding, 'if-none-match': '"other"' })).status).toBe(200)
    }
    expect(new Set(tags).size).toBe(2)
  })

  it('has its head alone for HEAD', async () => {
    const url = await serve({}, options)
    const whole = await ask(url, { 'accept-encoding': 'identity' })
    const head = await ask(url, { 'accept-encoding': 'identity' }, 'HEAD')
    expect({ status: head.status, length: head.text.length }).toEqual({ status: 200, length: 0 })
    for (const name of ['content-length', 'etag', 'content-type']) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name))
    }
  })

  it('is in no frame, and runs nothing but its own scripts', async () => {
    const { headers } = await ask(await serve({}, options))
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src( 'sha256-[^']+')+;/)
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('is for callers with a key where keys are asked for', async () => {
    const url = await serve({ API_KEYS: 'sk-alice' }, options)
    const stranger = await ask(url)
    expect(stranger.status).toBe(401)
    expect(stranger.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer')
    expect(stranger.text.slice(0, 500)).toContain('GRAPHIQL=true')
    expect((await ask(url, { authorization: 'Bearer sk-mallory' })).status).toBe(401)
    expect((await ask(url, { authorization: 'Bearer sk-alice' })).status).toBe(200)
  })

  it('is for everyone where GRAPHIQL=true, while nothing else is', async () => {
    const url = await serve({ API_KEYS: 'sk-alice', GRAPHIQL: 'true' }, options)
    expect((await ask(url)).status).toBe(200)
    expect((await ask(url, { accept: 'application/json' })).status).toBe(401)
  })

  it('is not for names that were made to lead here', async () => {
    const server = await startServer({}, { ...options, local: true })
    onTestFinished(server.close)
    const get =
      'GET /graphql HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n'
    expect((await sendRaw(server.url, get)).status).toBe(403)
  })

  it('is not there where it is off', async () => {
    const url = await serve({ GRAPHIQL: 'false' }, options)
    expect((await ask(url, { accept: 'text/html' })).status).toBe(406)
  })
})

it('GraphiQL has its workers, and breaks no rule of its policy', { timeout: 60_000 }, async () => {
  const { page, complaints } = await openPage(`${await serve()}/graphql`)
  await page.getByRole('region', { name: 'Operation Editor' }).getByText('CreateThread').first().waitFor()
  await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBeGreaterThan(0)
  expect(complaints).toEqual([])
  // What is written into the page does not run.
  const ran = page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.ran = true'
    document.body.append(script)
    return 'ran' in window
  })
  expect(await ran).toBe(false)
})

it.each(['gzip', 'identity'])(
  '100 visitors who take nothing of GraphiQL cost little more than one: %s',
  { timeout: 60_000 },
  async (encoding) => {
    const { url, pid } = await startCommand()
    const resident = () =>
      Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
    const first = await fetch(`${url}/graphql`, { headers: { ...html, 'accept-encoding': 'gzip' } })
    const second = await fetch(`${url}/graphql`, { headers: { ...html, 'accept-encoding': 'identity' } })
    expect((await first.text()).length).toBe((await second.text()).length)
    const before = resident()
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1')
        onTestFinished(() => void socket.destroy())
        socket.write(
          `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Encoding: ${encoding}\r\n\r\n`,
        )
        // Its response is on its way then; nothing more of it is read.
        await once(socket, 'readable')
      }),
    )
    expect(resident() - before).toBeLessThan(100)
  },
)
