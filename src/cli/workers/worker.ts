import cluster from 'node:cluster'
import { EventEmitter, once } from 'node:events'
import { AggregatorRegistry } from 'prom-client'
import type { Config } from '../../config/config.ts'
import { createMetrics, type Metrics } from '../../observability/metrics.ts'
import { exitCodeOf } from '../exit-codes.ts'
import { listen } from '../listen.ts'
import type { Serving } from '../serve.ts'
import { BEATS, isWorkerMessage, type WorkerMessage } from './messages.ts'

/** How long, in milliseconds, a scrape waits for the primary, and so for all workers. */
const SCRAPE_MS = 3000

/** Serves until the primary says that it is to end, or is gone: nobody else would end this process then. */
export async function runWorker(config: Config): Promise<void> {
  let serving: Serving | undefined
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await serving?.end()
    process.exit(0)
  }
  // A terminal sends Ctrl-C to all processes, and a service manager its SIGTERM: the primary says when to end.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {})
  process.once('disconnect', end)
  // Without this, Node would exit at once when the primary is gone, in the middle of requests.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true

  try {
    const { openServing } = await import('../serve.ts')
    serving = await openServing(config, metricsOfAll())
    const { server } = serving
    // Called by Node when the primary disconnects. Its own would cut connections that are idle for the moment.
    server.close = () => {
      void end()
      return server
    }
    await listen(server, config)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const exitCode = exitCodeOf(error)
    return tellPrimary({ type: 'failed', message, exitCode }, () => process.exit(exitCode))
  }
  setInterval(() => tellPrimary({ type: 'alive' }), config.workerTimeoutMs / BEATS).unref()
}

/** A primary that is gone hears nothing more: `disconnect` tells of it. */
function tellPrimary(message: WorkerMessage, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent)
}

/** Metrics of this process, that show those of all workers. */
function metricsOfAll(): Metrics {
  const registry = new AggregatorRegistry<typeof AggregatorRegistry.PROMETHEUS_CONTENT_TYPE>()
  AggregatorRegistry.setRegistries(registry)
  const scrapes = new EventEmitter()
  process.on('message', (message: unknown) => {
    if (isWorkerMessage(message) && message.type === 'scraped') scrapes.emit('end', message.text)
  })

  async function text(): Promise<string> {
    tellPrimary({ type: 'scrape' })
    const [text] = await once(scrapes, 'end', { signal: AbortSignal.timeout(SCRAPE_MS) })
    if (!text) throw new Error('The metrics of all workers are not available.')
    return text
  }

  return { ...createMetrics(registry), text }
}
