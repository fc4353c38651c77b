import { describe, expect, it, onTestFinished } from 'vitest'
import { CallTime } from '../../src/upstream/call-time.ts'
import { createGate } from '../../src/upstream/gate.ts'

const MINUTE = 60_000

/** The time of a call that has enough of it. */
function callTime(signal?: AbortSignal): CallTime {
  const time = new CallTime(MINUTE, signal)
  onTestFinished(() => time.release())
  return time
}

describe('a gate', () => {
  it('lets so many through, and the next when one leaves', async () => {
    const gate = createGate(2)
    expect([gate.tryEnter(), gate.tryEnter(), gate.tryEnter()]).toEqual([true, true, false])
    let entered = false
    const third = gate.enter(callTime(), MINUTE).then(() => {
      entered = true
    })
    await Promise.resolve()
    expect(entered).toBe(false)

    gate.leave()
    await third

    expect(entered).toBe(true)
  })

  it('lets them through in the order in which they came', async () => {
    const gate = createGate(1)
    const order: number[] = []
    gate.tryEnter()
    const turns = [0, 1, 2, 3].map(async (i) => {
      await gate.enter(callTime(), MINUTE)
      order.push(i)
      gate.leave()
    })

    gate.leave()
    await Promise.all(turns)

    expect(order).toEqual([0, 1, 2, 3])
  })

  it('lets nobody in before those who wait', async () => {
    const gate = createGate(1)
    gate.tryEnter()
    const turn = gate.enter(callTime(), MINUTE)

    gate.leave()

    expect(gate.tryEnter()).toBe(false)
    await expect(turn).resolves.toBeUndefined()
  })

  it('passes over those who have given up', async () => {
    const gate = createGate(1)
    gate.tryEnter()
    const gone = new AbortController()
    const first = gate.enter(callTime(gone.signal), MINUTE)
    const second = gate.enter(callTime(), MINUTE)
    const reason = new Error('gone')
    gone.abort(reason)
    await expect(first).resolves.toBe(reason)

    gate.leave()

    await expect(second).resolves.toBeUndefined()
  })

  it('lets nobody in who has already given up', async () => {
    const gate = createGate(1)
    const reason = new Error('gone')
    await expect(gate.enter(callTime(AbortSignal.abort(reason)), MINUTE)).resolves.toBe(reason)
    expect(gate.tryEnter()).toBe(true)
  })

  it('tells those whose patience ends, and counts them no more', async () => {
    const gate = createGate(1)
    gate.tryEnter()
    await expect(gate.enter(callTime(), 1)).resolves.toMatchObject({ failure: 'no-turn', sent: false })

    gate.leave()

    expect(gate.tryEnter()).toBe(true)
  })

  it('tells those whose deadline passes', async () => {
    const gate = createGate(1)
    gate.tryEnter()
    const time = new CallTime(1, undefined)
    await expect(gate.enter(time, MINUTE)).resolves.toMatchObject({ failure: 'deadline', sent: false })
  })

  it('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const gate = createGate(1)
    gate.tryEnter()
    const gone = new AbortController()
    const before = timers()
    const times = [callTime(), callTime(gone.signal)]
    const turns = times.map((time) => gate.enter(time, MINUTE))

    gate.leave()
    gone.abort()
    await Promise.all(turns)
    for (const time of times) time.release()

    expect(timers()).toBe(before)
  })
})
