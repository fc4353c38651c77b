type Listener = Pick<EventListenerObject, 'handleEvent'>

/**
 * Tells that a caller has gone away, with as much of `AbortSignal` as this project looks at. A real one is slow to
 * make, and looks through all of its listeners for each that comes: each upstream call of a request is one.
 */
export class Departure {
  aborted = false
  reason: unknown
  readonly #listeners = new Set<Listener>()

  addEventListener(_type: 'abort', listener: Listener): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: Listener): void {
    this.#listeners.delete(listener)
  }

  /** The caller has gone away. */
  abort(): void {
    this.aborted = true
    this.reason = new DOMException('The caller has gone away', 'AbortError')
    const event = { target: this } as unknown as Event
    for (const listener of this.#listeners) listener.handleEvent(event)
  }
}

/** For those that ask for an `AbortSignal`, and look at no more of it than there is here. */
export function asSignal(departure: Departure): AbortSignal {
  return departure as unknown as AbortSignal
}
