import { type ChangeLog, MAX_MOVED } from './change-log.ts'

/** For how long, in milliseconds, writes are gathered before their changes are published together. */
const GATHER_MS = 4

/** Age in milliseconds from which on a pending change is one that its writer does not publish. */
const ABANDONED_MS = 20

export interface Publisher {
  /** Has the changes of a write published soon. Call when it is done. */
  publishSoon: () => void
  /** Publishes at once what would be published soon. */
  publishNow: () => Promise<void>
  /**
   * Publishes what is pending where its writer does not, who may have ended.
   *
   * @param oldest when the oldest of it was written.
   * @returns whether there may be new entries.
   */
  publishAbandoned: (oldest: number | undefined) => Promise<boolean>
  /** Publishes nothing more by itself. */
  close: () => void
}

/** @param onPublished is told after this process has published changes. */
export function createPublisher(log: ChangeLog, onPublished: () => void): Publisher {
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  /** Whether writes of this process are done that were not published since. */
  let isPending = false
  let running: Promise<void> | undefined

  /** One at a time. What is asked for meanwhile is done by another one, which begins after it. */
  async function publish(): Promise<void> {
    while (running) await running.catch(() => {})
    running = run().finally(() => {
      running = undefined
    })
    await running
  }

  async function run(): Promise<void> {
    isPending = false
    let published = 0
    try {
      for (let moved = MAX_MOVED; moved === MAX_MOVED; published += moved) moved = await log.publish()
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
    if (isPending) await publish()
  }

  return {
    publishNow,

    publishSoon() {
      isPending = true
      if (timer || isClosed) return
      const publishGathered = () => {
        timer = undefined
        // What fails stays pending: whoever looks at the log next publishes it.
        publishNow().catch(() => {})
      }
      timer = setTimeout(publishGathered, GATHER_MS).unref()
    },

    async publishAbandoned(oldest) {
      if (oldest === undefined || oldest > Date.now() - ABANDONED_MS) return false
      await publish()
      return true
    },

    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
