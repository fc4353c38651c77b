/** A value that changes, and can be waited for. */
export class Latest<T> {
  #value: T
  readonly #waiting = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  get value(): T {
    return this.#value
  }

  set(value: T): void {
    this.#value = value
    for (const look of this.#waiting) look()
  }

  /** Resolves with the first value from now on that is wanted; what it has may be it. */
  until(isWanted: (value: T) => boolean): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isWanted(this.#value)) return
        this.#waiting.delete(look)
        resolve(this.#value)
      }
      this.#waiting.add(look)
      look()
    })
  }
}
