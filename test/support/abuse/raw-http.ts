import { connect, type Socket } from 'node:net'

/** What came back on a connection until it was closed. */
export interface RawAnswer {
  /** Of the first answer; undefined where none came. */
  status: number | undefined
  /** Its headers, by their names in lower case. */
  headers: Map<string, string>
  /** All that came, from the first byte. */
  text: string
  /** Whether the server closed the connection; otherwise we did, when the patience was over. */
  closed: boolean
}

/** How long, in milliseconds, to wait for a server that should have closed the connection. */
const PATIENCE_MS = 10_000

/**
 * Writes these bytes to a connection of their own, and resolves when it is closed.
 *
 * @param then is called when the connection is made, to write more or to hang up.
 */
export function sendRaw(
  url: string,
  bytes: string | Uint8Array,
  then?: (socket: Socket) => void,
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const chunks: Buffer[] = []
    let closed = true
    const patience = setTimeout(() => {
      closed = false
      socket.destroy()
    }, PATIENCE_MS)
    socket.on('data', (chunk) => chunks.push(chunk))
    // A server that cuts the connection under our hands: what it said before has been read.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(patience)
      resolve(parse(Buffer.concat(chunks).toString(), closed))
    })
    socket.write(bytes)
    then?.(socket)
  })
}

/** The head of a post with these headers, and `Connection: close`. */
export function postHead(path: string, headers: Record<string, string | number>): string {
  const all = { host: '127.0.0.1', 'content-type': 'application/json', connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** Writes the same again and again, as fast as it is taken, until the connection is closed. */
export function pour(chunk: string): (socket: Socket) => void {
  return (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', more)
    more()
  }
}

/** A chunk of 64 kB, as chunked encoding has it. */
export const largeChunk = `10000\r\n${'x'.repeat(65_536)}\r\n`

function parse(text: string, closed: boolean): RawAnswer {
  const [head = ''] = text.split('\r\n\r\n', 1)
  const [first = '', ...lines] = head.split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  return { status: status === undefined ? undefined : Number(status), headers, text, closed }
}
