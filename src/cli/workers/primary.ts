import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import { acceptWaiting } from '../drain.ts'
import { EXIT_FAILURE } from '../exit-codes.ts'
import { listen } from '../listen.ts'
import { createDispatcher } from './dispatcher.ts'
import { watchHeartbeats } from './heartbeat.ts'
import { type FromWorker, tellWorker } from './messages.ts'
import { createMetricsOfWorkers } from './metrics-of-workers.ts'
import { nextPause } from './restart-backoff.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

/**
 * Serves from several processes: starts them, listens, hands connections out to them, and puts another one in the
 * place of one that dies. On SIGTERM or SIGINT it lets what was accepted finish; a second signal does not wait.
 *
 * @param onServing is told the port, once all workers serve.
 * @param complain is told what an operator should know, in one line.
 * @returns the exit code, when all workers have ended.
 * @throws Error with one line, when a worker cannot serve or the port cannot be had; no worker is left then.
 */
export async function runWorkers(
  config: Config,
  onServing: (port: number) => void,
  complain: (line: string) => void,
): Promise<number> {
  const dispatcher = createDispatcher()
  const metrics = createMetricsOfWorkers()
  const running = new Map<ChildProcess, WorkerProcess>()
  const serving = new Set<ChildProcess>()
  const draining = new AbortController()
  const heartbeat = watchHeartbeats<ChildProcess>(config.workerTimeoutMs, (worker) =>
    running.get(worker)?.kill(`did not respond for ${config.workerTimeoutMs / 1000} s`),
  )
  let exitCode = 0

  const server = createServer({ pauseOnConnect: true, noDelay: true }, dispatcher.add)
  server.maxConnections = config.maxConnections

  function onMessage(worker: ChildProcess, message: FromWorker): void {
    heartbeat.heard(worker)
    if (message.type === 'ready') {
      serving.add(worker)
      dispatcher.join(worker)
    } else if (message.type === 'taken') dispatcher.taken(worker)
    else if (message.type === 'report') metrics.report(worker, message.id, message.metrics)
    else if (message.type === 'scrape') void answerScrape(worker, message.id)
  }

  async function answerScrape(worker: ChildProcess, id: number): Promise<void> {
    const text = await metrics.scrape(serving).catch(() => undefined)
    tellWorker(worker, { type: 'scraped', id, ...(text !== undefined && { text }) })
  }

  function start(): WorkerProcess {
    const worker = startWorker(onMessage)
    running.set(worker.process, worker)
    return worker
  }

  /** Keeps one place filled, from its first worker on, until all are to end. */
  async function keep(first: WorkerProcess): Promise<void> {
    for (let worker = first, pause = 0; ; worker = start()) {
      const { clean, how } = await worker.gone
      for (const workers of [running, serving]) workers.delete(worker.process)
      heartbeat.leave(worker.process)
      dispatcher.leave(worker.process)
      metrics.leave(worker.process)
      const named = `worker ${worker.process.pid} ${how}`
      if (draining.signal.aborted) {
        if (clean) return
        exitCode = EXIT_FAILURE
        return complain(`${named}; its requests in flight have no response`)
      }
      pause = nextPause(pause, performance.now() - worker.startedAt)
      complain(`${named}; restarting in ${pause / 1000} s`)
      await delay(pause, undefined, { signal: draining.signal }).catch(() => {})
      if (draining.signal.aborted) return
    }
  }

  async function drain(): Promise<void> {
    draining.abort()
    await acceptWaiting(server)
    server.close()
    // What was accepted is with the workers before they are told to take nothing new.
    dispatcher.flush()
    for (const worker of running.keys()) tellWorker(worker, { type: 'drain' })
  }

  const onSignal = () => {
    if (!draining.signal.aborted) return void drain()
    for (const worker of running.keys()) worker.kill('SIGKILL')
    process.exit(EXIT_FAILURE)
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)

  const workers = Array.from({ length: config.workers }, start)
  try {
    await Promise.all(workers.map(({ ready }) => ready))
    if (!draining.signal.aborted) onServing(await listen(server, config))
  } catch (error) {
    const refused = !draining.signal.aborted
    if (refused) await drain()
    await Promise.all(workers.map(({ gone }) => gone))
    if (refused) throw error
  }
  await Promise.all(workers.map(keep))
  dispatcher.close()
  return exitCode
}
