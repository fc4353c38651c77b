import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { freePort } from './free-port.ts'

/** What happens to the connection that a statement comes over. */
export type Fault =
  /** It is lost before the server has the statement. */
  | 'cut before'
  /** The server does the statement, and the connection is lost before the response. */
  | 'cut after'
  /** Nothing comes through any more. */
  | 'stall before'
  /** The server does it, and nothing more comes back. */
  | 'stall after'

export interface WireProxy {
  readonly port: number
  /** Statements with this in their name or text meet the fault, until `heal`. */
  inject: (text: string, fault: Fault) => void
  heal: () => void
  /** Lets nothing through on the connections that are there, as where the other side has lost its power. */
  freeze: () => void
  /** Resolves when a statement has met the fault. */
  met: () => Promise<void>
  /** Takes no connections, and resets those that are there, until `open`. */
  close: () => Promise<void>
  open: () => Promise<void>
}

/** Starts a proxy in front of a server of PostgreSQL; it ends with the test. It must not be encrypted. */
export async function startWireProxy(port: number): Promise<WireProxy> {
  const sockets = new Set<Socket>()
  const freezers = new Set<() => void>()
  let injected: { text: string; fault: Fault } | undefined
  let met = Promise.withResolvers<void>()

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true })
    let fault: Fault | undefined
    const freeze = () => {
      fault = 'stall before'
    }
    freezers.add(freeze)
    const cut = () => {
      client.resetAndDestroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        sockets.delete(socket)
        freezers.delete(freeze)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (injected && chunk.includes(injected.text)) {
        fault = injected.fault
        met.resolve()
      }
      if (fault === 'cut before') cut()
      else if (fault !== 'stall before') upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (fault === 'cut after') cut()
      else if (fault !== 'stall after' && fault !== 'stall before') client.write(chunk)
    })
  })

  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  const own = await freePort()
  await listen(own)

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }
  onTestFinished(close)

  return {
    port: own,
    inject(text, fault) {
      met = Promise.withResolvers<void>()
      injected = { text, fault }
    },
    heal() {
      injected = undefined
    },
    freeze() {
      for (const freeze of freezers) freeze()
    },
    met: () => met.promise,
    close,
    open: () => listen(own),
  }
}
