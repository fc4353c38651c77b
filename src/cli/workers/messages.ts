/** The environment variable that tells a process that it is a worker; its value is the port to serve on. */
export const workerMark = 'THREADS_GRAPHQL_WORKER'

/** How often a worker says that it is alive, and is looked at, within the time that it may not respond. */
export const BEATS = 10

export type WorkerMessage =
  /** A worker cannot serve, and ends with the exit code for the reason. */
  | { type: 'failed'; reason: string }
  /** The event loop of a worker runs. */
  | { type: 'alive' }
  /** A worker that drains accepts nothing more. */
  | { type: 'closed' }
  /** All workers have closed: they may send their last responses. */
  | { type: 'allClosed' }
  /** A worker wants the metrics of all, which the primary returns; empty where they are not available. */
  | { type: 'scrape' }
  | { type: 'scraped'; text: string }

/** Whether a message is one of ours: those of prom-client share the channel. */
export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return ['failed', 'alive', 'closed', 'allClosed', 'scrape', 'scraped'].includes(Object(message).type)
}
