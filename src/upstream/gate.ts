/** Lets so many through at once; the rest wait for their turn, first come first served. */
export interface Gate {
  /**
   * Resolves when it is one's turn, with the function that gives the place back. A wait that is aborted is
   * over at once, and leaves nothing behind.
   *
   * @throws the signal's `reason`.
   */
  enter: (signal: AbortSignal) => Promise<() => void>
}

/** @param places how many may be through at once. */
export function createGate(places: number): Gate {
  let free = places
  // A set keeps the order, and lets go of one in its middle at no cost: thousands may give up together.
  const waiting = new Set<() => void>()

  function leave(): void {
    const [next] = waiting
    if (!next) {
      free++
      return
    }
    // The place goes from hand to hand: nobody who comes now gets in before those who wait.
    waiting.delete(next)
    next()
  }

  return {
    enter: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (free > 0) {
          free--
          return resolve(leave)
        }
        const onTurn = () => {
          signal.removeEventListener('abort', onAbort)
          resolve(leave)
        }
        const onAbort = () => {
          waiting.delete(onTurn)
          reject(signal.reason)
        }
        waiting.add(onTurn)
        signal.addEventListener('abort', onAbort, { once: true })
      }),
  }
}
