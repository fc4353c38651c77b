import type { CallTime } from './call-time.ts'
import type { Outcome } from './exchange.ts'

/** A read in flight. */
export interface SharedRead {
  /** The `authorization` that it was sent with. */
  credential: string | undefined
  time: CallTime
  outcome: Promise<Outcome>
}

/**
 * The reads in flight that others may share: those who ask for the same, with the same credential. Where callers
 * with several credentials ask for one thing at one moment, the latest of them can be shared.
 */
export class SharedReads {
  readonly #byUrl = new Map<string, SharedRead>()

  find(url: string, credential: string | undefined): SharedRead | undefined {
    const read = this.#byUrl.get(url)
    return read?.credential === credential ? read : undefined
  }

  add(url: string, read: SharedRead): void {
    this.#byUrl.set(url, read)
  }

  remove(url: string, read: SharedRead): void {
    if (this.#byUrl.get(url) === read) this.#byUrl.delete(url)
  }

  /** Whoever asks from here on gets an answer that was asked for afterwards: what is at this URL has been changed. */
  forget(url: string): void {
    this.#byUrl.delete(url)
  }
}
