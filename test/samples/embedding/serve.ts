import { createServer } from 'node:http'
import { createApp, readConfig } from '../../../src/index.ts'

/** Serves the API from a program. Returns what ends it. */
export async function serve(env: Record<string, string | undefined>, port: number) {
  const app = await createApp(readConfig(env))
  const server = createServer(app.listener).on('upgrade', app.upgrade)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    server,
    async end() {
      app.drain() // /ready responds 503 from here on, and subscriptions end
      await new Promise((resolve) => server.close(resolve))
      await app.close()
    },
  }
}
