import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Config } from '../config/config.ts'

/**
 * Listens where a configuration says, and resolves with the port, which the system chose where that says 0.
 *
 * @throws Error with one line that names the address and says what is in the way.
 */
export function listen(server: Server, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken =
        error.code === 'EADDRINUSE'
          ? 'it is taken; set PORT or --port to another one, or 0 for any'
          : error.message
      reject(new Error(`cannot listen on ${host}:${port}: ${taken}`))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

/**
 * Resolves with the port to listen on, for processes that share it, also where the system chooses it (0). It is free
 * at that moment.
 *
 * @throws Error as `listen` does.
 */
export async function findPort(config: Config): Promise<number> {
  const server = createServer()
  const port = await listen(server, config)
  await new Promise((resolve) => server.close(resolve))
  return port
}
