import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startCommand } from '../../support/process.ts'
import { type LocalUpstream, startUpstream } from '../../support/upstream.ts'

async function serveRemote(): Promise<{ url: string; upstream: LocalUpstream }> {
  const upstream = await startUpstream()
  onTestFinished(upstream.close)
  const { url } = await startCommand({ env: { OPENAI_BASE_URL: upstream.baseURL } })
  return { url, upstream }
}

const statusOf = async (url: string) => (await fetch(url)).status

describe('the running command', () => {
  it('is alive at /health', async () => {
    expect(await statusOf(`${(await startCommand()).url}/health`)).toBe(200)
  })

  it('is ready at /ready while its store answers', async () => {
    expect(await statusOf(`${(await startCommand()).url}/ready`)).toBe(200)
  })

  it('is ready while its remote upstream answers, and sends it no key for that', async () => {
    const { url, upstream } = await serveRemote()
    expect(await statusOf(`${url}/ready`)).toBe(200)
    expect(upstream.journal).toMatchObject([{ method: 'HEAD', path: '/v1' }])
    expect(upstream.journal[0]?.headers).not.toHaveProperty('authorization')
  })

  it('is not ready, though alive, when its remote upstream is gone, and ready again when it is back', async () => {
    const { url, upstream } = await serveRemote()
    const port = Number(new URL(upstream.baseURL).port)
    await upstream.close()
    expect(await statusOf(`${url}/ready`)).toBe(503)
    expect(await statusOf(`${url}/health`)).toBe(200)

    const back = createServer((_, response) => response.end())
    await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void back.close())
    expect(await statusOf(`${url}/ready`)).toBe(200)
  })

  it('serves the embedded API at /v1', async () => {
    const { url } = await startCommand()
    const response = await fetch(`${url}/v1/threads`, { method: 'POST' })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ object: 'thread' })
  })

  it('serves nothing at /v1 where the upstream is remote', async () => {
    const { url, upstream } = await serveRemote()
    const response = await fetch(`${url}/v1/threads`, { method: 'POST' })
    expect(response.status).toBe(404)
    expect(upstream.journal).toEqual([])
  })

  it('leads a browser from / to GraphiQL', async () => {
    const { url } = await startCommand()
    const response = await fetch(`${url}/`, { headers: { accept: 'text/html' } })
    expect(response).toMatchObject({ status: 200, url: `${url}/graphql` })
    expect(await response.text()).toContain('<title>threads-graphql</title>')
  })
})
