import cluster from 'node:cluster'
import { EventEmitter, on, once } from 'node:events'
import { AggregatorRegistry, type PrometheusContentType } from 'prom-client'
import type { Config } from '../../config/config.ts'
import { createMetrics, type Metrics } from '../../observability/metrics.ts'
import { exitCodeOf } from '../exit-codes.ts'
import { listen } from '../listen.ts'
import type { Serving } from '../serve.ts'
import { BEATS, isWorkerMessage, type WorkerMessage } from './messages.ts'

/** How long, in milliseconds, a worker that drains waits for the others to accept nothing more. */
const MAX_WAIT_MS = 1000

/** Serves until the primary says that it is to end, or is gone: nobody else would end this process then. */
export async function runWorker(config: Config): Promise<void> {
  let serving: Serving | undefined
  const toEnd = Promise.withResolvers<void>()
  void toEnd.promise.then(async () => {
    await serving?.end(closedByAll)
    process.exit(0)
  })
  // A terminal sends Ctrl-C to all processes, and a service manager its SIGTERM: the primary says when to end.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {})
  process.once('disconnect', toEnd.resolve)
  // Without this, Node would exit at once when the primary is gone, in the middle of requests.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true

  try {
    const { openServing } = await import('../serve.ts')
    serving = await openServing(config, metricsOfAll())
    // Called by Node when the primary disconnects. Its own would cut connections that are idle for the moment.
    serving.server.close = function close() {
      toEnd.resolve()
      return this
    }
    await listen(serving.server, config)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return tellPrimary({ type: 'failed', reason }, () => process.exit(exitCodeOf(error)))
  }
  setInterval(() => tellPrimary({ type: 'alive' }), config.workerTimeoutMs / BEATS).unref()
}

/** Tells the primary that this worker accepts nothing more, and resolves once that holds for all of them. */
async function closedByAll(): Promise<void> {
  if (!process.connected) return
  tellPrimary({ type: 'closed' })
  const waiting = AbortSignal.timeout(MAX_WAIT_MS)
  const answered = (async () => {
    for await (const [message] of on(process, 'message', { signal: waiting }))
      if (isWorkerMessage(message) && message.type === 'allClosed') return
  })()
  await Promise.race([answered, once(process, 'disconnect', { signal: waiting })]).catch(() => {})
}

/** A primary that is gone hears nothing more: `disconnect` tells of it. */
function tellPrimary(message: WorkerMessage, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent)
}

/** Metrics of this process, that show those of all workers. */
function metricsOfAll(): Metrics {
  const registry = new AggregatorRegistry<PrometheusContentType>()
  AggregatorRegistry.setRegistries(registry)
  const scrapes = new EventEmitter()
  process.on('message', (message: unknown) => {
    if (isWorkerMessage(message) && message.type === 'scraped') scrapes.emit('end', message.text)
  })

  async function text(): Promise<string> {
    tellPrimary({ type: 'scrape' })
    // The primary waits for all workers, one that hangs included.
    const [text] = await once(scrapes, 'end', { signal: AbortSignal.timeout(3000) })
    if (!text) throw new Error('The metrics of all workers are not available.')
    return text
  }

  return { ...createMetrics(registry), text }
}
