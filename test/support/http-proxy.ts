import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './upstream.ts'

export interface HttpProxy {
  url: string
  /** Sent in place of the next response of the server behind it, once that has come. */
  replaceNext: Answer | undefined
  close: () => Promise<void>
}

/** Starts a reverse proxy in front of a server, which passes on all headers as they are. */
export async function startHttpProxy(target: string): Promise<HttpProxy> {
  const server = createServer((incoming, response) => {
    const { method, headers, url } = incoming
    const forwarded = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      const replaced = proxy.replaceNext
      proxy.replaceNext = undefined
      if (!replaced) {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
        return
      }
      answer.resume()
      const { body } = replaced
      response.writeHead(replaced.status ?? 200, replaced.headers)
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
    forwarded.on('error', () => response.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const proxy: HttpProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    replaceNext: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return proxy
}
