import { Hono } from 'hono'
import { createApp, readConfig } from '../../../src/index.ts'

/** The API beside routes of another app. */
export async function createSite(env: Record<string, string | undefined>) {
  const threads = await createApp(readConfig(env))
  const site = new Hono()
  site.get('/hello', (c) => c.text('hello'))
  for (const path of ['/graphql', '/v1/*', '/health', '/ready']) {
    site.all(path, (c) => threads.fetch(c.req.raw))
  }
  return { site, close: threads.close }
}
