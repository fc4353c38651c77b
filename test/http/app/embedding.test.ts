import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createSite } from '../../samples/embedding/mount.ts'
import { createGuardedApp } from '../../samples/embedding/plugin.ts'
import { serve } from '../../samples/embedding/serve.ts'

const env = { DATABASE_URL: 'file::memory:', LOG_LEVEL: 'silent' }

const post = (url: string, query: string) =>
  new Request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })

it('serves the API from a program, and ends', async () => {
  const { server, end } = await serve(env, 0)
  const { port } = server.address() as AddressInfo
  const response = await fetch(post(`http://127.0.0.1:${port}`, '{ __typename }'))
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
  await end()
  expect(server.listening).toBe(false)
})

it('serves the API beside the routes of another app', async () => {
  const { site, close } = await createSite(env)
  onTestFinished(close)
  expect(await (await site.request('http://localhost/hello')).text()).toBe('hello')
  expect((await site.request('http://localhost/ready')).status).toBe(200)
  const response = await site.request(post('http://localhost', 'mutation { createThread { object } }'))
  expect(await response.json()).toEqual({ data: { createThread: { object: 'thread' } } })
  expect((await site.request('http://localhost/v1/threads/thread_a')).status).toBe(404)
})

it('runs a plugin that reads with the loader of the operation', async () => {
  const app = await createGuardedApp(env, 'thread_a')
  onTestFinished(app.close)
  const response = await app.fetch(post('http://localhost', '{ __typename }'))
  expect(await response.json()).toEqual({ data: null })
})
