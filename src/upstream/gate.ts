import type { CallTime } from './call-time.ts'
import { TransportError } from './transport-error.ts'

/** Lets so many through at once; the rest wait for their turn, first come first served. */
export interface Gate {
  /** Whether one is through. Says no where others are, or wait. */
  tryEnter: () => boolean
  /**
   * Resolves with undefined when one is through, and else with why not: the call's time is over, or as many
   * milliseconds as it may wait. A wait that is given up leaves nothing behind.
   */
  enter: (time: CallTime, patienceMs: number) => Promise<Error | undefined>
  /** Gives a place back. */
  leave: () => void
}

/** @param places how many may be through at once. */
export function createGate(places: number): Gate {
  let free = places
  // A set keeps the order, and lets go of one in its middle at no cost: thousands may give up together.
  const waiting = new Set<() => void>()

  function tryEnter(): boolean {
    if (free === 0) return false
    free--
    return true
  }

  return {
    tryEnter,
    enter: (time, patienceMs) =>
      new Promise((resolve) => {
        if (time.over) return resolve(time.error({ sent: false }))
        if (tryEnter()) return resolve(undefined)
        const settle = (outcome: Error | undefined) => {
          waiting.delete(onTurn)
          clearTimeout(timer)
          time.onEnd(undefined)
          resolve(outcome)
        }
        const onTurn = () => settle(undefined)
        const timer = setTimeout(() => settle(new TransportError('no-turn', { sent: false })), patienceMs)
        waiting.add(onTurn)
        time.onEnd(() => settle(time.error({ sent: false })))
      }),
    leave() {
      const [next] = waiting
      // The place goes from hand to hand: nobody who comes now gets in before those who wait.
      if (next) next()
      else free++
    },
  }
}
