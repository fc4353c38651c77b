import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { type App, type AppOptions, createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/config.ts'
import { parseJson } from '../../src/core/json.ts'
import { isWebSocketRequest } from '../../src/http/websocket/upgrade.ts'

/** A response of GraphQL over HTTP, with its status. */
export interface GraphQLAnswer<Data> {
  status: number
  data?: Data | null
  errors?: {
    message: string
    path?: (string | number)[]
    locations?: { line: number; column: number }[]
    extensions: Record<string, unknown>
  }[]
}

export interface RunningServer {
  /** For instance `http://127.0.0.1:41234`. */
  url: string
  /** Posts a document; a string stands for one that no type is known of. */
  query: <Data = Record<string, unknown>, Variables = Record<string, unknown>>(
    document: string | TypedDocumentNode<Data, Variables>,
    variables?: Variables,
    headers?: Record<string, string>,
  ) => Promise<GraphQLAnswer<Data>>
  /** The API itself. */
  app: App
  /** What was reported as a bug of the server's own. */
  bugs: unknown[]
  close: () => Promise<void>
}

/** Serves the API on a free port, in this process. Without `OPENAI_BASE_URL` the upstream is embedded, in memory. */
export async function startServer(
  env: Record<string, string> = {},
  options: AppOptions = {},
): Promise<RunningServer> {
  const bugs: unknown[] = []
  // Set where all that is tested here is to hold for compiled documents, too.
  const { COMPILE_AFTER } = process.env
  // The same for an upstream of another kind.
  const { UPSTREAM_API } = env['OPENAI_BASE_URL'] === undefined ? {} : process.env
  const config = readConfig({ DATABASE_URL: 'file::memory:', COMPILE_AFTER, UPSTREAM_API, ...env })
  const log = { operation: () => {}, request: () => {}, bug: (cause: unknown) => bugs.push(cause) }
  const app = await createApp(config, { log, ...options })
  const server = createServer({ shouldUpgradeCallback: isWebSocketRequest }, app.listener)
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket)
    app.upgrade(request, socket, head)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    async query(document, variables, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...headers,
        },
        body: JSON.stringify({ query: typeof document === 'string' ? document : print(document), variables }),
      })
      return { status: response.status, ...Object(parseJson(await response.text())) }
    },
    app,
    bugs,
    async close() {
      // WebSockets are connections of their own once they are open.
      app.drain()
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
        for (const socket of upgraded) socket.destroy()
      })
      await app.close()
    },
  }
}
