/** How often a worker is looked at, and says that it is alive, within the time that it may not respond. */
const LOOKS = 10

/** How often, in milliseconds, a worker says that its event loop runs. */
export function heartbeatMs(timeoutMs: number): number {
  return timeoutMs / LOOKS
}

/** Finds workers that do not respond: their event loops hang, or the system does not let them run. */
export interface Heartbeat<Worker> {
  /** A worker has said something. It is watched from its first message on: its start may take longer. */
  heard: (worker: Worker) => void
  /** A worker is gone. */
  leave: (worker: Worker) => void
}

/**
 * Counts in looks, not by a clock: where the whole machine was suspended, the time is nobody's fault.
 *
 * @param onSilent is told once of a worker that has said nothing for this long.
 */
export function watchHeartbeats<Worker>(
  timeoutMs: number,
  onSilent: (worker: Worker) => void,
): Heartbeat<Worker> {
  const silentLooks = new Map<Worker, number>()
  setInterval(() => {
    for (const [worker, looks] of silentLooks) {
      silentLooks.set(worker, looks + 1)
      if (looks === LOOKS) onSilent(worker)
    }
  }, heartbeatMs(timeoutMs)).unref()
  return {
    heard: (worker) => void silentLooks.set(worker, 0),
    leave: (worker) => void silentLooks.delete(worker),
  }
}
