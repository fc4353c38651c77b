import type { ChildProcess } from 'node:child_process'

/** The environment variable that tells a process that it is a worker, and not the command itself. */
export const workerMark = 'THREADS_GRAPHQL_WORKER'

/** What a worker tells the primary. */
export type FromWorker =
  /** It serves what is handed to it. */
  | { type: 'ready' }
  /** It cannot serve, and ends. */
  | { type: 'failed'; message: string; exitCode: number }
  /** The connection that was handed to it is its own now; it has read nothing of it before. */
  | { type: 'taken' }
  /** Its event loop runs: sent several times in each `WORKER_TIMEOUT_MS`. */
  | { type: 'alive' }
  /** What it has counted, as it was asked to. */
  | { type: 'report'; id: number; metrics: object[] }
  /** It wants the metrics of all workers. */
  | { type: 'scrape'; id: number }

/** What the primary tells a worker. */
export type FromPrimary =
  /** Comes with the connection. */
  | { type: 'connection' }
  | { type: 'report'; id: number }
  /** The metrics that it wanted; without a text where they are not to be had. */
  | { type: 'scraped'; id: number; text?: string }
  /** Answer what was asked for, take nothing new, and end. */
  | { type: 'drain' }

/** Whether a message is one of a worker. Node's own messages, and those of other parents, are not. */
export function isFromWorker(message: unknown): message is FromWorker {
  const { type, id, metrics, message: text, exitCode }: Record<string, unknown> = Object(message)
  switch (type) {
    case 'ready':
    case 'taken':
    case 'alive':
      return true
    case 'failed':
      return typeof text === 'string' && typeof exitCode === 'number'
    case 'report':
      return typeof id === 'number' && Array.isArray(metrics) && metrics.every((it) => Object(it) === it)
    case 'scrape':
      return typeof id === 'number'
  }
  return false
}

/** Whether a message is one of the primary. */
export function isFromPrimary(message: unknown): message is FromPrimary {
  const { type, id, text }: Record<string, unknown> = Object(message)
  switch (type) {
    case 'connection':
    case 'drain':
      return true
    case 'report':
      return typeof id === 'number'
    case 'scraped':
      return typeof id === 'number' && (text === undefined || typeof text === 'string')
  }
  return false
}

/**
 * Tells the other side. A side that is gone hears nothing more, and that is no failure of this one: its end is
 * an event of its own.
 */
export function tellPrimary(message: FromWorker, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent)
}

export function tellWorker(worker: ChildProcess, message: FromPrimary): void {
  if (worker.connected) worker.send(message, () => {})
}
