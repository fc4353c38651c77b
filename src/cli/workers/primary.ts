import cluster, { type Worker } from 'node:cluster'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { AggregatorRegistry } from 'prom-client'
import { type Config, ConfigError } from '../../config/config.ts'
import { EXIT_FAILURE, EXIT_USAGE } from '../exit-codes.ts'
import { listen } from '../listen.ts'
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
  const running = new Set<Worker>()
  /** How often in a row each worker that serves had said nothing when it was looked at. */
  const silence = new Map<Worker, number>()
  const draining = new AbortController()
  let announced = false
  let exitCode = 0

  function drain(): void {
    draining.abort()
    // Closes the port in this process, and has each worker close its server.
    cluster.disconnect()
  }

  /** Runs one worker to its end. @returns how it ended, and why it could not serve. */
  async function run(worker: Worker): Promise<{ how: string; refusal?: Error; lost: boolean }> {
    let refusal: Error | undefined
    running.add(worker)
    worker.once('listening', () => {
      silence.set(worker, 0)
      if (announced || silence.size < config.workers || draining.signal.aborted) return
      announced = true
      onServing(port)
    })
    worker.on('message', async (message: unknown) => {
      if (!isWorkerMessage(message)) return
      if (message.type === 'alive') silence.set(worker, 0)
      else if (message.type === 'failed')
        refusal = new (message.exitCode === EXIT_USAGE ? ConfigError : Error)(message.message)
      else if (message.type === 'scrape')
        worker.send({ type: 'scraped', text: await metrics.clusterMetrics().catch(() => '') }, () => {})
    })
    const [code, signal] = await new Promise<[number | string | null, NodeJS.Signals | null]>((resolve) => {
      // Not `exit`: its last message may still be on its way then.
      worker.process.once('close', (code, signal) => resolve([code, signal]))
      // A message that cannot be sent is one, too; the worker has ended then.
      worker.on('error', (error) => worker.process.pid ?? resolve([error.message, null]))
    })
    running.delete(worker)
    const silent = (silence.get(worker) ?? 0) > BEATS
    const served = silence.delete(worker)
    const how = refusal
      ? `could not serve: ${refusal.message}`
      : silent
        ? `did not respond for ${config.workerTimeoutMs / 1000} s`
        : signal
          ? `was killed by ${signal}`
          : `ended with exit code ${code}`
    return {
      how,
      lost: served && code !== 0,
      ...(!served && { refusal: refusal ?? new Error(`a worker ${how}`) }),
    }
  }

  /** Keeps one place filled until all are to end. */
  async function keep(): Promise<void> {
    for (let pause = 0; !draining.signal.aborted; ) {
      const startedAt = performance.now()
      const worker = cluster.fork({ [workerMark]: port })
      const { how, refusal, lost } = await run(worker)
      const line = `worker ${worker.process.pid} ${how}`
      if (draining.signal.aborted) {
        if (!lost) return
        exitCode = EXIT_FAILURE
        return complain(`${line}; its requests in flight have no response`)
      }
      if (refusal && !announced) {
        drain()
        throw refusal
      }
      pause = nextPause(pause, performance.now() - startedAt)
      complain(`${line}; restarting in ${pause / 1000} s`)
      await delay(pause, undefined, { signal: draining.signal }).catch(() => {})
    }
  }

  const onSignal = () => {
    if (!draining.signal.aborted) return drain()
    for (const worker of running) worker.process.kill('SIGKILL')
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

/** The port to serve on: one for all workers that will ever be, also where the system chooses it (0). */
async function findPort(config: Config): Promise<number> {
  const server = createServer()
  const port = await listen(server, config)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The pause in milliseconds before a worker is replaced: it doubles, but for one that lived for a minute. */
export function nextPause(previous: number, lived: number): number {
  return previous === 0 || lived >= 60_000 ? 100 : Math.min(previous * 2, 30_000)
}
