import cluster, { type Worker } from 'node:cluster'
import { setTimeout as delay } from 'node:timers/promises'
import { AggregatorRegistry } from 'prom-client'
import { type Config, ConfigError } from '../../config/config.ts'
import { EXIT_FAILURE, EXIT_USAGE } from '../exit-codes.ts'
import { findPort } from '../listen.ts'
import { BEATS, isWorkerMessage, workerMark } from './messages.ts'

/**
 * Serves from several processes: starts them, and replaces those that die. On SIGTERM or SIGINT each of them drains
 * as a single process does; a second signal does not wait.
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
  const port = await findPort(config)
  // Workers accept from one queue of the system: a connection that none of them has accepted survives each of them.
  // Round robin keeps a queue in this process, resets it when the last worker closes, and leaves the client of a
  // worker that died before it took its connection waiting without end.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  const metrics = new AggregatorRegistry()
  /** How often in a row each worker that serves had said nothing when it was looked at. */
  const silence = new Map<Worker, number>()
  const draining = new AbortController()
  /** The workers that accept from the port, while all drain. */
  const accepting = new Set<Worker>()
  let announced = false
  let exitCode = 0

  function drain(): void {
    draining.abort()
    for (const worker of silence.keys()) accepting.add(worker)
    // Closes the port in this process, and has each worker close its server.
    cluster.disconnect()
  }

  /** Tells the others when the last worker accepts nothing more. */
  function closed(worker: Worker): void {
    if (!accepting.delete(worker) || accepting.size > 0) return
    for (const other of silence.keys()) other.send({ type: 'allClosed' }, () => {})
  }

  /** Runs a worker to its end. @returns how it ended, whether it has served, and the error that kept it from that. */
  async function run(worker: Worker) {
    let reason: string | undefined
    worker.once('listening', () => {
      silence.set(worker, 0)
      if (announced || silence.size < config.workers || draining.signal.aborted) return
      announced = true
      onServing(port)
    })
    worker.on('message', async (message: unknown) => {
      if (!isWorkerMessage(message)) return
      if (message.type === 'alive') silence.set(worker, 0)
      else if (message.type === 'failed') reason = message.reason
      else if (message.type === 'closed') closed(worker)
      else if (message.type === 'scrape')
        worker.send({ type: 'scraped', text: await metrics.clusterMetrics().catch(() => '') }, () => {})
    })
    // Also emitted where a message is sent to a worker that has ended.
    worker.on('error', ({ message }) => {
      if (worker.process.pid === undefined) reason = message
    })
    // Not `exit`: its last message may still be on its way then.
    await new Promise((resolve) => worker.process.once('close', resolve))
    closed(worker)
    const { exitCode: code, signalCode: signal } = worker.process
    const silent =
      (silence.get(worker) ?? 0) > BEATS && `did not respond for ${config.workerTimeoutMs / 1000} s`
    const ended = signal ? `was killed by ${signal}` : `ended with exit code ${code}`
    const how = reason ? `could not serve: ${reason}` : silent || ended
    const error = new (code === EXIT_USAGE ? ConfigError : Error)(reason ?? `a worker ${how}`)
    return { how, served: silence.delete(worker), code, error }
  }

  /** Keeps one place filled until all are to end. */
  async function keep(): Promise<void> {
    for (let pause = 0; !draining.signal.aborted; ) {
      const startedAt = performance.now()
      const worker = cluster.fork({ [workerMark]: port })
      const { how, served, code, error } = await run(worker)
      const line = `worker ${worker.process.pid} ${how}`
      if (draining.signal.aborted) {
        if (code === 0 || !served) return
        exitCode = EXIT_FAILURE
        return complain(`${line}; its requests in flight have no response`)
      }
      if (!served && !announced) {
        drain()
        throw error
      }
      pause = nextPause(pause, performance.now() - startedAt)
      complain(`${line}; restarting in ${pause / 1000} s`)
      await delay(pause, undefined, { signal: draining.signal }).catch(() => {})
    }
  }

  const onSignal = () => {
    if (!draining.signal.aborted) return drain()
    for (const worker of silence.keys()) worker.process.kill('SIGKILL')
    process.exit(EXIT_FAILURE)
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  // Counted in looks, not by a clock: where the whole machine was suspended, no worker is at fault.
  setInterval(() => {
    for (const [worker, looks] of silence) {
      silence.set(worker, looks + 1)
      if (looks === BEATS) worker.process.kill('SIGKILL')
    }
  }, config.workerTimeoutMs / BEATS).unref()

  const ends = await Promise.allSettled(Array.from({ length: config.workers }, keep))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return exitCode
}

/** The pause in milliseconds before a worker is replaced: it doubles, but for one that lived for a minute. */
export function nextPause(previous: number, lived: number): number {
  return previous === 0 || lived >= 60_000 ? 100 : Math.min(previous * 2, 30_000)
}
