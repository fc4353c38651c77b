import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config/config.ts'
import { serveEmbedded, serveUpstream } from '../../support/api.ts'
import { startCommand } from '../../support/process.ts'
import { startUpstream } from '../../support/upstream.ts'

describe('/ready', () => {
  it('is true while the upstream answers, with an error too', async () => {
    const { server, upstream } = await serveUpstream()
    expect((await fetch(`${server.url}/ready`)).status).toBe(200)
    upstream.script = () => ({ status: 404 })
    expect((await fetch(`${server.url}/ready`)).status).toBe(200)
  })

  it('is false while it does not, and /health stays true', async () => {
    const { server, upstream } = await serveUpstream()
    await upstream.close()
    expect((await fetch(`${server.url}/ready`)).status).toBe(503)
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
    expect(server.bugs).toEqual([])
  })

  it('is true while all of UPSTREAM_CONCURRENCY is in use, and asks once for all who ask at once', async () => {
    const { server, upstream } = await serveUpstream([], { UPSTREAM_CONCURRENCY: '1' })
    const read = Promise.withResolvers<undefined>()
    const arrived = Promise.withResolvers<void>()
    upstream.script = ({ method }) => {
      if (method === 'HEAD') return { status: 404 }
      arrived.resolve()
      return read.promise
    }
    const busy = server.query('{ thread(id: "thread_a") { id } }')
    await arrived.promise

    const probes = await Promise.all(Array.from({ length: 20 }, () => fetch(`${server.url}/ready`)))
    expect(probes.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(upstream.journal.filter(({ method }) => method === 'HEAD').length).toBeLessThan(20)

    read.resolve(undefined)
    await busy
  })

  it('is true while the embedded store answers', async () => {
    const { url } = await serveEmbedded()
    expect((await fetch(`${url}/ready`)).status).toBe(200)
  })

  it('is false once the app drains, and all else goes on', async () => {
    const app = await createApp(readConfig({ DATABASE_URL: 'file::memory:', LOG_LEVEL: 'silent' }))
    onTestFinished(app.close)
    const ask = async (path: string) => (await app.fetch(new Request(`http://127.0.0.1${path}`))).status
    expect(await ask('/ready')).toBe(200)
    app.drain()
    expect(await ask('/ready')).toBe(503)
    expect(await ask('/health')).toBe(200)
    expect(await ask('/graphql?query={__typename}')).toBe(200)
  })

  // A drain closes all connections but those that have something in flight, so this is what can see it.
  it('is false to a probe that is in flight when the command begins to drain', async () => {
    const upstream = await startUpstream()
    onTestFinished(upstream.close)
    const asked = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<undefined>()
    upstream.script = () => {
      asked.resolve()
      return gate.promise
    }
    const command = await startCommand({ env: { OPENAI_BASE_URL: upstream.baseURL } })
    const probe = fetch(`${command.url}/ready`)
    await asked.promise
    const idle = await new Promise<IncomingMessage>((resolve) => {
      get(`${command.url}/health`, { headers: { connection: 'keep-alive' } }, resolve)
    })
    idle.resume()
    command.kill('SIGTERM')
    await once(idle.socket, 'close')
    gate.resolve(undefined)
    expect((await probe).status).toBe(503)
    expect((await command.ended).code).toBe(0)
  })
})
