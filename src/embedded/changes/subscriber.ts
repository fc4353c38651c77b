import { type Change, ChangesEnded, type EndOfChanges } from '../../core/change-source.ts'

/** Changes that wait for a subscriber to take them. One more ends it. */
const MAX_WAITING = 1000
/** Characters of the threads that wait with them, at which no further change may wait. */
const MAX_WAITING_LENGTH = 1024 * 1024

/** One who follows the changes of a tenant, and takes them one by one. */
export class Subscriber implements AsyncIterableIterator<Change> {
  readonly tenant: string
  readonly #ids: ReadonlySet<string> | undefined
  readonly #onEnd: (subscriber: Subscriber) => void
  /** What it has missed; undefined once that is over. */
  #missed: AsyncIterator<Change[], void, undefined> | undefined
  /** What was read of that, and not taken yet. */
  #page: Change[] = []
  /** Up to which position it has taken changes. */
  #seen = 0
  #waiting: Change[] = []
  #waitingLength = 0
  #taker: PromiseWithResolvers<IteratorResult<Change>> | undefined
  #end: EndOfChanges | 'left' | undefined

  constructor(
    tenant: string,
    ids: readonly string[] | undefined,
    onEnd: (subscriber: Subscriber) => void,
    missed?: (subscriber: Subscriber) => AsyncIterator<Change[], void, undefined>,
  ) {
    this.tenant = tenant
    this.#ids = ids && new Set(ids)
    this.#onEnd = onEnd
    this.#missed = missed?.(this)
  }

  wants({ id, position }: { id: string; position: number }): boolean {
    return position > this.#seen && (this.#ids?.has(id) ?? true)
  }

  /** Gives it changes, in the order of the log. Those that it has already are left out. */
  push(changes: readonly Change[]): void {
    for (const change of changes) {
      if (this.#end || !this.wants(change)) continue
      if (this.#taker) {
        this.#seen = change.position
        this.#settle({ done: false, value: change })
      } else if (this.#waiting.length === MAX_WAITING || this.#waitingLength > MAX_WAITING_LENGTH) {
        this.end('too slow')
      } else {
        this.#waiting.push(change)
        this.#waitingLength += lengthOf(change)
      }
    }
  }

  /** Ends it. What waits is still taken, but where it was too slow: that would be about as old as it is much. */
  end(reason: EndOfChanges | 'left'): void {
    if (this.#end) return
    this.#end = reason
    this.#onEnd(this)
    if (reason !== 'closing') this.#waiting = []
    if (reason === 'left') this.#settle({ done: true, value: undefined })
    else this.#taker?.reject(new ChangesEnded(reason))
    this.#taker = undefined
  }

  async next(): Promise<IteratorResult<Change>> {
    for (;;) {
      if (this.#end === 'left') return { done: true, value: undefined }
      const change = this.#page.shift() ?? (this.#missed ? undefined : this.#shift())
      if (change && this.wants(change)) {
        this.#seen = change.position
        return { done: false, value: change }
      }
      if (change) continue
      if (this.#end) throw new ChangesEnded(this.#end)
      if (!this.#missed) break
      const page = await this.#missed.next()
      if (page.done) this.#missed = undefined
      else this.#page = page.value
    }
    this.#taker = Promise.withResolvers()
    return this.#taker.promise
  }

  async return(): Promise<IteratorResult<Change>> {
    this.end('left')
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #settle(result: IteratorResult<Change>): void {
    this.#taker?.resolve(result)
    this.#taker = undefined
  }

  #shift(): Change | undefined {
    const change = this.#waiting.shift()
    if (change) this.#waitingLength -= lengthOf(change)
    return change
  }
}

function lengthOf({ resource }: Change): number {
  return resource?.length ?? 0
}
