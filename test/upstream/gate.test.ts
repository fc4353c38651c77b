import { describe, expect, it } from 'vitest'
import { createGate, NO_TURN } from '../../src/upstream/gate.ts'

const never = new AbortController().signal
const MINUTE = 60_000

describe('a gate', () => {
  it('lets so many through, and the next when one leaves', async () => {
    const gate = createGate(2)
    const [leave] = await Promise.all([gate.enter(never, MINUTE), gate.enter(never, MINUTE)])
    let entered = false
    const third = gate.enter(never, MINUTE).then(() => {
      entered = true
    })
    await Promise.resolve()
    expect(entered).toBe(false)

    leave?.()
    await third

    expect(entered).toBe(true)
  })

  it('lets them through in the order in which they came', async () => {
    const gate = createGate(1)
    const order: number[] = []
    const leave = await gate.enter(never, MINUTE)
    const turns = [0, 1, 2, 3].map(async (i) => {
      const leave = await gate.enter(never, MINUTE)
      order.push(i)
      leave()
    })

    leave()
    await Promise.all(turns)

    expect(order).toEqual([0, 1, 2, 3])
  })

  it('passes over those who have given up', async () => {
    const gate = createGate(1)
    const leave = await gate.enter(never, MINUTE)
    const gone = new AbortController()
    const first = gate.enter(gone.signal, MINUTE)
    const second = gate.enter(never, MINUTE)
    const reason = new Error('gone')
    gone.abort(reason)
    await expect(first).rejects.toBe(reason)

    leave()

    await expect(second).resolves.toBeTypeOf('function')
  })

  it('lets nobody in who has already given up', async () => {
    const gate = createGate(1)
    await expect(gate.enter(AbortSignal.abort('gone'), MINUTE)).rejects.toBe('gone')
    await expect(gate.enter(never, MINUTE)).resolves.toBeTypeOf('function')
  })

  it('tells those whose patience ends, and counts them no more', async () => {
    const gate = createGate(1)
    const leave = await gate.enter(never, MINUTE)
    await expect(gate.enter(never, 1)).rejects.toBe(NO_TURN)

    leave()

    await expect(gate.enter(never, MINUTE)).resolves.toBeTypeOf('function')
  })

  it('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const gate = createGate(1)
    const leave = await gate.enter(never, MINUTE)
    const before = timers()
    const gone = new AbortController()
    const turns = [gate.enter(never, MINUTE), gate.enter(gone.signal, MINUTE)]

    leave()
    gone.abort()
    await Promise.allSettled(turns)

    expect(timers()).toBe(before)
  })
})
