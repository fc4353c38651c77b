import type { ChildProcess } from 'node:child_process'
import { AggregatorRegistry, type PrometheusContentType, type Registry } from 'prom-client'
import { tellWorker } from './messages.ts'

/** How long, in milliseconds, a scrape waits for a worker; what it last said counts where it takes longer. */
const PATIENCE_MS = 1000

/** Adds up what workers have counted. */
export interface MetricsOfWorkers {
  /** Asks these workers, and resolves with all of it in Prometheus' text format. */
  scrape: (workers: Iterable<ChildProcess>) => Promise<string>
  /** A worker has answered. */
  report: (worker: ChildProcess, id: number, metrics: object[]) => void
  /** A worker is no more. What it has counted stays: a sum that falls would look like traffic that never was. */
  leave: (worker: ChildProcess) => void
}

interface Asked {
  waitsFor: Set<ChildProcess>
  done: () => void
}

export function createMetricsOfWorkers(): MetricsOfWorkers {
  const latest = new Map<ChildProcess, object[]>()
  /** What workers that are no more had counted when they were last asked. */
  let past: object[][] = []
  const asked = new Map<number, Asked>()
  let nextId = 0

  function ask(workers: Iterable<ChildProcess>): Promise<void> {
    const waitsFor = new Set(workers)
    const id = nextId++
    return new Promise<void>((resolve) => {
      if (waitsFor.size === 0) return resolve()
      const done = () => {
        clearTimeout(timer)
        asked.delete(id)
        resolve()
      }
      const timer = setTimeout(done, PATIENCE_MS)
      asked.set(id, { waitsFor, done })
      for (const worker of waitsFor) tellWorker(worker, { type: 'report', id })
    })
  }

  function answered(id: number, worker: ChildProcess): void {
    const scrape = asked.get(id)
    scrape?.waitsFor.delete(worker)
    if (scrape?.waitsFor.size === 0) scrape.done()
  }

  return {
    async scrape(workers) {
      await ask(workers)
      // First those who are here: of the version of Node, say, the first one counts.
      return sum([...latest.values(), ...past]).metrics()
    },
    report(worker, id, metrics) {
      latest.set(worker, metrics)
      answered(id, worker)
    },
    leave(worker) {
      past.push((latest.get(worker) ?? []).filter(isCount))
      latest.delete(worker)
      for (const id of asked.keys()) answered(id, worker)
      // One list for however many have gone.
      const all = past
      void sum(all)
        .getMetricsAsJSON()
        .then((total) => {
          past = [total, ...past.filter((one) => !all.includes(one))]
        })
    },
  }
}

/** Whether it only ever grows: what is in use ends with the process that uses it. */
function isCount(metric: object): boolean {
  return 'type' in metric && (metric.type === 'counter' || metric.type === 'histogram')
}

function sum(reports: object[][]): Registry<PrometheusContentType> {
  return AggregatorRegistry.aggregate<PrometheusContentType>(reports)
}
