import { describe, expect, it, onTestFinished } from 'vitest'
import { createConcurrencyLimit } from '../../../src/upstream/concurrency-limit.ts'
import { CallTime } from '../../../src/upstream/deadline.ts'

const MINUTE = 60_000

/** The time of a call that has enough of it. */
function callTime(signal?: AbortSignal): CallTime {
  const time = new CallTime(MINUTE, signal)
  onTestFinished(() => time.release())
  return time
}

/** A limit of one slot, which is taken. */
function takenLimit(maxQueue = 1000) {
  const limit = createConcurrencyLimit({ slots: 1, maxQueue })
  limit.tryAcquire()
  const order: string[] = []
  return {
    limit,
    /** The calls that got the slot, in order. */
    order,
    /** Puts a call in line, which notes its name when it has the slot, and gives it back at once. */
    async call(caller: string, name: string) {
      const refusal = await limit.acquire(caller, callTime(), MINUTE)
      if (refusal) return refusal
      order.push(name)
      limit.release()
      return undefined
    },
  }
}

describe('a concurrency limit', () => {
  it('gives out so many slots, and the next when one is released', async () => {
    const limit = createConcurrencyLimit({ slots: 2, maxQueue: 10 })
    expect([limit.tryAcquire(), limit.tryAcquire(), limit.tryAcquire()]).toEqual([true, true, false])
    let acquired = false
    const third = limit.acquire('a', callTime(), MINUTE).then(() => {
      acquired = true
    })
    await Promise.resolve()
    expect(acquired).toBe(false)

    limit.release()
    await third

    expect(acquired).toBe(true)
  })

  it('gives slots to the calls of one caller in the order in which they came', async () => {
    const { limit, order, call } = takenLimit()
    const calls = ['0', '1', '2', '3'].map((name) => call('a', name))

    limit.release()
    await Promise.all(calls)

    expect(order).toEqual(['0', '1', '2', '3'])
  })

  it('gives slots to callers in turn, however many calls each has in line', async () => {
    const { limit, order, call } = takenLimit()
    const names = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']
    const calls = names.map((name) => call(name.charAt(0), name))

    limit.release()
    await Promise.all(calls)

    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
  })

  it('gives no slot to a new call while others wait', async () => {
    const { limit } = takenLimit()
    const waiting = limit.acquire('a', callTime(), MINUTE)

    limit.release()

    expect(limit.tryAcquire()).toBe(false)
    await expect(waiting).resolves.toBeUndefined()
  })

  it.each(['a', 'b'])('passes over a call that was given up, for one of %s', async (caller) => {
    const { limit } = takenLimit()
    const gone = new AbortController()
    const first = limit.acquire('a', callTime(gone.signal), MINUTE)
    const second = limit.acquire(caller, callTime(), MINUTE)
    const reason = new Error('gone')
    gone.abort(reason)
    await expect(first).resolves.toBe(reason)

    limit.release()

    await expect(second).resolves.toBeUndefined()
  })

  it('gives no slot to a call that was given up before', async () => {
    const limit = createConcurrencyLimit({ slots: 1, maxQueue: 10 })
    const reason = new Error('gone')
    await expect(limit.acquire('a', callTime(AbortSignal.abort(reason)), MINUTE)).resolves.toBe(reason)
    expect(limit.tryAcquire()).toBe(true)
  })

  it('tells a call whose patience ends, and keeps no slot for it', async () => {
    const { limit } = takenLimit()
    await expect(limit.acquire('a', callTime(), 1)).resolves.toMatchObject({
      failure: 'no-turn',
      sent: false,
    })

    limit.release()

    expect(limit.tryAcquire()).toBe(true)
  })

  it('tells a call whose deadline passes', async () => {
    const { limit } = takenLimit()
    const time = new CallTime(1, undefined)
    await expect(limit.acquire('a', time, MINUTE)).resolves.toMatchObject({
      failure: 'deadline',
      sent: false,
    })
  })

  it('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const { limit } = takenLimit()
    const gone = new AbortController()
    const before = timers()
    const times = [callTime(), callTime(gone.signal)]
    const calls = times.map((time) => limit.acquire('a', time, MINUTE))

    limit.release()
    gone.abort()
    await Promise.all(calls)
    for (const time of times) time.release()

    expect(timers()).toBe(before)
  })
})

describe('a full queue', () => {
  const full = { failure: 'queue-full', sent: false }

  it('takes no further call', async () => {
    const { limit, order, call } = takenLimit(2)
    const calls = [call('a', 'a1'), call('a', 'a2')]
    await expect(call('a', 'a3')).resolves.toMatchObject(full)

    limit.release()
    await Promise.all(calls)

    expect(order).toEqual(['a1', 'a2'])
  })

  it('makes room for a caller with less in line: the one with most loses its last call', async () => {
    const { limit, order, call } = takenLimit(4)
    const calls = ['a1', 'b1', 'b2', 'b3'].map((name) => call(name.charAt(0), name))
    const late = call('c', 'c1')
    await expect(calls[3]).resolves.toMatchObject(full)

    limit.release()
    await Promise.all([...calls, late])

    expect(order).toEqual(['a1', 'b1', 'c1', 'b2'])
  })

  it('makes no room where everyone has as little in line', async () => {
    const { call } = takenLimit(2)
    void call('a', 'a1')
    void call('b', 'b1')
    await expect(call('c', 'c1')).resolves.toMatchObject(full)
  })
})
