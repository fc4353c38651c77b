import { type ChangeLog, MAX_MOVED } from './change-log.ts'

/** For how long, in milliseconds, writes are gathered before their changes are published together. */
const GATHER_MS = 4

/** Age in milliseconds from which on a pending change is one that its writer does not publish. */
const ABANDONED_MS = 20

/** How often, in milliseconds, reading the log looks for abandoned changes. */
const SWEEP_MS = 1000

/** How long ago, in milliseconds, changes were moved where those with smaller ids are not looked for each time. */
const SETTLED_MS = 10_000

/** After how long, in milliseconds, without publishing they are looked for again. */
const MAX_GAP_MS = 2000

export interface Publisher {
  /** Has the changes of a write published soon. Call when it is done. */
  publishSoon: () => void
  /** Publishes at once what would be published soon. */
  publishNow: () => Promise<void>
  /** Publishes what writers have left pending, who may have ended. Returns the position of the latest entry then. */
  sweep: () => Promise<number>
  /** The same, where it was not done of late. Whether there may be new entries. */
  sweepIfDue: () => Promise<boolean>
  /** Publishes nothing more by itself. */
  close: () => void
}

/** @param onPublished is told after this process has published changes. */
export function createPublisher(log: ChangeLog, onPublished: () => void): Publisher {
  const settled = createSettledIds()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  /** Whether writes of this process are done that were not published since. */
  let isPending = false
  let running: Promise<void> | undefined
  let sweptAt = 0

  /** One at a time. What is asked for meanwhile is done by another one, which begins after it. */
  async function publish(behind: number): Promise<void> {
    while (running) await running.catch(() => {})
    running = run(behind).finally(() => {
      running = undefined
    })
    await running
  }

  async function run(behind: number): Promise<void> {
    isPending = false
    let published = 0
    try {
      for (let count = MAX_MOVED; count === MAX_MOVED; published += count) {
        const moved = await log.publish(behind)
        count = moved.count
        settled.add(moved.last)
      }
    } catch (error) {
      isPending = true
      throw error
    } finally {
      if (published > 0) onPublished()
    }
  }

  async function publishNow(): Promise<void> {
    // What another caller publishes meanwhile may be all of it.
    while (running) await running.catch(() => {})
    if (isPending) await publish(settled.upTo())
  }

  async function sweep(): Promise<number> {
    sweptAt = Date.now()
    const { latest, oldestPending } = await log.state()
    if (oldestPending === undefined || oldestPending > Date.now() - ABANDONED_MS) return latest
    await publish(0)
    return (await log.state()).latest
  }

  return {
    publishNow,
    sweep,

    publishSoon() {
      isPending = true
      if (timer || isClosed) return
      const publishGathered = () => {
        timer = undefined
        // What fails stays pending, and is published when the log is read next.
        publishNow().catch(() => {})
      }
      timer = setTimeout(publishGathered, GATHER_MS).unref()
    },

    async sweepIfDue() {
      if (Date.now() - sweptAt < SWEEP_MS) return false
      await sweep()
      return true
    },

    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/**
 * The id up to which all changes were moved long ago. Looking behind it spares the database a walk over all rows that
 * were deleted since its last vacuum. It holds while publishing goes on without a pause: after one, as when commits wait
 * for a standby, changes with smaller ids may come.
 */
function createSettledIds() {
  let [settled, earlier, latest] = [0, 0, 0]
  let [addedAt, since] = [0, 0]
  return {
    add(id: number): void {
      addedAt = Date.now()
      latest = Math.max(latest, id)
    },
    upTo(): number {
      const now = Date.now()
      if (now - addedAt > MAX_GAP_MS) {
        since = now
        settled = 0
        earlier = 0
      } else if (now - since > SETTLED_MS) {
        since = now
        settled = earlier
        earlier = latest
      }
      return settled
    },
  }
}
