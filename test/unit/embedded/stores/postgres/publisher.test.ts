import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChangeLog } from '../../../../../src/embedded/stores/postgres/change-log.ts'
import { createPublisher } from '../../../../../src/embedded/stores/postgres/publisher.ts'

/** A publisher of a log that notes behind which ids it was asked to publish. */
function publisherOf() {
  const asked: number[] = []
  let last = 0
  const log: ChangeLog = {
    async publish(behind) {
      asked.push(behind)
      return { count: 1, last: ++last }
    },
    entries: async () => [],
    state: async () => ({ latest: last, oldestPending: undefined }),
    prune: async () => 0,
  }
  let published = 0
  const publisher = createPublisher(log, () => published++)
  return { publisher, asked, published: () => published }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('a publisher', () => {
  it('publishes the changes of writes that come together at once', async () => {
    const { publisher, asked, published } = publisherOf()
    for (let n = 0; n < 10; n++) publisher.publishSoon()
    await vi.advanceTimersByTimeAsync(10)
    expect([asked, published()]).toEqual([[0], 1])
  })

  it('looks behind ids that were published long ago, and at all of them after a pause', async () => {
    const { publisher, asked } = publisherOf()
    const publishFor = async (seconds: number) => {
      for (let n = 0; n < seconds; n++) {
        publisher.publishSoon()
        await vi.advanceTimersByTimeAsync(1000)
      }
    }
    await publishFor(11)
    expect(asked.at(-1)).toBe(0)
    await publishFor(14)
    const age = asked.length - (asked.at(-1) ?? 0)
    expect(age).toBeGreaterThanOrEqual(10)
    expect(age).toBeLessThan(25)
    await vi.advanceTimersByTimeAsync(5000)
    await publishFor(1)
    expect(asked.at(-1)).toBe(0)
  })

  it('publishes nothing more once it is closed', async () => {
    const { publisher, asked } = publisherOf()
    publisher.publishSoon()
    publisher.close()
    publisher.publishSoon()
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toEqual([])
    await publisher.publishNow()
    expect(asked).toEqual([0])
  })
})
