import { request } from 'node:http'
import { text } from 'node:stream/consumers'

/** What a server process says of itself at `/metrics`. */
export interface Vitals {
  /** Resident memory, in megabytes. */
  memory: number
  /** Open files and sockets. */
  files: number
  /** Sockets, with the one that this was asked over. */
  sockets: number
  timers: number
}

/** Asks over a connection of its own, which is closed with the response. */
export async function readVitals(url: string): Promise<Vitals> {
  const metrics = await new Promise<string>((resolve, reject) => {
    request(`${url}/metrics`, { agent: false }, (response) => text(response).then(resolve, reject))
      .on('error', reject)
      .end()
  })
  const value = (series: string) => {
    const line = metrics.split('\n').find((it) => it.startsWith(`${series} `))
    return line === undefined ? 0 : Number(line.split(' ').at(-1))
  }
  return {
    memory: value('process_resident_memory_bytes') / 1e6,
    files: value('process_open_fds'),
    sockets: value('nodejs_active_resources{type="TCPSocketWrap"}'),
    timers: value('nodejs_active_resources{type="Timeout"}'),
  }
}

/** The slope of the line that fits points best, in units of `y` per unit of `x`. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const meanX = mean(points.map(([x]) => x))
  const meanY = mean(points.map(([, y]) => y))
  const covariance = mean(points.map(([x, y]) => (x - meanX) * (y - meanY)))
  return covariance / mean(points.map(([x]) => (x - meanX) ** 2))
}
