import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** What a proxy does with what flows one way. */
export interface Flow {
  /** Bytes of a connection that are let through first. Default: all. */
  after?: number
  /** How it ends then: `cut` resets the connection on both sides, `stall` lets nothing more through. */
  ends?: 'cut' | 'stall'
  /** Milliseconds by which all is late; may be changed while a connection is open. */
  delayMs?: number
}

export interface TcpProxy {
  /** For `OPENAI_BASE_URL`. */
  baseURL: string
  /** From our side to the upstream. Holds for connections made from now on. */
  request: Flow
  /** From the upstream to our side. */
  answer: Flow
  /** The connections that were ever made through it. */
  readonly connections: number
  /** Resets all connections. */
  cut: () => void
  close: () => Promise<void>
}

/** Starts a proxy in front of what listens on a port of this machine. It knows bytes, not HTTP. */
export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const open = new Set<Socket>()
  let connections = 0

  const server = createServer({ noDelay: true }, (client) => {
    connections++
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true })
    const cut = () => {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    forward(client, upstream, proxy.request, cut)
    forward(upstream, client, proxy.answer, cut)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const proxy: TcpProxy = {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    request: {},
    answer: {},
    get connections() {
      return connections
    },
    cut() {
      for (const socket of open) socket.resetAndDestroy()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
  return proxy
}

function forward(from: Socket, to: Socket, flow: Flow, cut: () => void): void {
  let left = flow.after ?? Number.POSITIVE_INFINITY
  from.on('data', (chunk: Buffer) => {
    const passed = chunk.subarray(0, left)
    left -= passed.length
    const last = left === 0
    const pass = () => {
      // Only what has reached the other side counts as let through.
      if (passed.length > 0) to.write(passed, () => last && flow.ends === 'cut' && cut())
    }
    if (flow.delayMs) setTimeout(pass, flow.delayMs)
    else pass()
  })
}
