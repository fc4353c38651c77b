/** Lets so many through at once; the rest wait for their turn, first come first served. */
export interface Gate {
  /**
   * Resolves when it is one's turn, with the function that gives the place back. A wait that is given up is
   * over at once, and leaves nothing behind.
   *
   * @param patienceMs how long to wait for one's turn at most.
   * @throws NO_TURN when that has passed, or the signal's `reason`.
   */
  enter: (signal: AbortSignal, patienceMs: number) => Promise<() => void>
}

/** What a wait for one's turn ends with when it has taken too long. */
export const NO_TURN = Symbol('it was not their turn in time')

/** @param places how many may be through at once. */
export function createGate(places: number): Gate {
  let free = places
  // A set keeps the order, and lets go of one in its middle at no cost: thousands may give up together.
  const waiting = new Set<() => void>()

  function leave(): void {
    const [next] = waiting
    // The place goes from hand to hand: nobody who comes now gets in before those who wait.
    if (next) next()
    else free++
  }

  return {
    enter: (signal, patienceMs) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (free > 0) {
          free--
          return resolve(leave)
        }
        const settle = () => {
          waiting.delete(onTurn)
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
        }
        const onTurn = () => {
          settle()
          resolve(leave)
        }
        const onAbort = () => {
          settle()
          reject(signal.reason)
        }
        const timer = setTimeout(() => {
          settle()
          reject(NO_TURN)
        }, patienceMs)
        waiting.add(onTurn)
        signal.addEventListener('abort', onAbort)
      }),
  }
}
