import { Socket } from 'node:net'
import type { Config } from '../../config/config.ts'
import { createMetrics, type Metrics } from '../../observability/metrics.ts'
import { exitCodeOf } from '../exit-codes.ts'
import { openServing, type Serving } from '../serve.ts'
import { heartbeatMs } from './heartbeat.ts'
import { isFromPrimary, tellPrimary } from './messages.ts'

/** How long, in milliseconds, a scrape waits for the primary, which itself waits less than that for the workers. */
const PATIENCE_MS = 3000

/**
 * Serves the connections that the primary hands to this process, until the primary says that it is to end, or is
 * no more: nobody else would end this process then.
 */
export async function runWorker(config: Config): Promise<void> {
  let serving: Serving | undefined
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await serving?.end()
    process.exit(0)
  }
  // A terminal sends Ctrl-C to all processes, and a service manager its SIGTERM. The primary, which gets them too,
  // says when to end: not before all that it has accepted is handed out.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {})
  process.once('disconnect', end)

  const { metrics, onScraped } = metricsOfAll()
  process.on('message', (message: unknown, handle: unknown) => {
    if (!isFromPrimary(message)) return
    if (message.type === 'connection') {
      // Before anything is read from it: what is not taken may still go to another worker.
      tellPrimary({ type: 'taken' })
      // There is none where the client was faster to close it.
      if (serving && handle instanceof Socket) serve(serving, handle)
    } else if (message.type === 'report') void reportTo(metrics, message.id)
    else if (message.type === 'scraped') onScraped(message.id, message.text)
    else void end()
  })

  try {
    serving = await openServing(config, metrics)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const exitCode = exitCodeOf(error)
    return tellPrimary({ type: 'failed', message, exitCode }, () => process.exit(exitCode))
  }
  // The primary listens in its place. Without this, Node would not look for clients that are too slow.
  serving.server.emit('listening')
  tellPrimary({ type: 'ready' })
  setInterval(() => tellPrimary({ type: 'alive' }), heartbeatMs(config.workerTimeoutMs)).unref()
}

const open = new Set<Socket>()

/** Serves a connection as if this process had accepted it. */
function serve({ server }: Serving, socket: Socket): void {
  if (open.size >= server.maxConnections) return void socket.destroy()
  open.add(socket)
  socket.once('close', () => open.delete(socket))
  server.emit('connection', socket)
}

async function reportTo(own: Metrics, id: number): Promise<void> {
  tellPrimary({ type: 'report', id, metrics: await own.report() })
}

/** Metrics of this process, that show those of all workers. */
function metricsOfAll(): { metrics: Metrics; onScraped: (id: number, text: string | undefined) => void } {
  const asked = new Map<number, (text: string | undefined) => void>()
  let nextId = 0

  function text(): Promise<string> {
    const id = nextId++
    return new Promise((resolve, reject) => {
      const settle = (text: string | undefined) => {
        clearTimeout(timer)
        asked.delete(id)
        if (text === undefined) reject(new Error('The primary does not answer.'))
        else resolve(text)
      }
      const timer = setTimeout(settle, PATIENCE_MS, undefined)
      asked.set(id, settle)
      tellPrimary({ type: 'scrape', id })
    })
  }

  return { metrics: { ...createMetrics(), text }, onScraped: (id, text) => asked.get(id)?.(text) }
}
