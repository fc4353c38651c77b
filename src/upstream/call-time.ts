import { TransportError } from './transport-error.ts'

/**
 * How long a call may go on: until its deadline, or until its callers have gone away.
 *
 * What an `AbortController` with a timer would do, for the one thing at a time that is under way in a call: the
 * wait for a turn, an exchange, a pause. There are hundreds of calls for some requests.
 */
export class CallTime {
  /** Milliseconds since the epoch. */
  readonly deadline: number
  /** Whether it is over. */
  over = false
  #reason: unknown
  #onEnd: (() => void) | undefined
  readonly #timer: NodeJS.Timeout
  #callers = 0
  readonly #signals: AbortSignal[] = []

  /** @param signal aborted when the caller has gone away; undefined: the call goes on all the same. */
  constructor(ms: number, signal: AbortSignal | undefined) {
    this.deadline = Date.now() + ms
    this.#timer = setTimeout(endAtDeadline, ms, this)
    this.join(signal)
  }

  /** One more caller waits for it: it then goes on until all of them have gone away. */
  join(signal: AbortSignal | undefined): void {
    this.#callers++
    if (!signal) return
    this.#signals.push(signal)
    if (signal.aborted) this.handleEvent({ target: signal })
    else signal.addEventListener('abort', this)
  }

  /** Has what is under way called when the time is over; undefined when it is done. */
  onEnd(listener: (() => void) | undefined): void {
    this.#onEnd = listener
  }

  /** What a call fails with whose time is over. */
  error({ sent }: { sent: boolean }): Error {
    if (this.#reason === DEADLINE) return new TransportError('deadline', { sent })
    return this.#reason instanceof Error ? this.#reason : new Error('aborted', { cause: this.#reason })
  }

  /** Resolves after so many milliseconds, or as soon as the time is over. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.onEnd(undefined)
        resolve()
      }
      const timer = setTimeout(done, ms)
      if (this.over) done()
      else this.onEnd(done)
    })
  }

  /** A signal's: one of the callers has gone away. */
  handleEvent({ target }: Pick<Event, 'target'>): void {
    if (--this.#callers === 0) this.end((target as AbortSignal).reason)
  }

  end(reason: unknown): void {
    this.over = true
    this.#reason = reason
    this.release()
    this.#onEnd?.()
  }

  /** The call is done. */
  release(): void {
    clearTimeout(this.#timer)
    for (const signal of this.#signals) signal.removeEventListener('abort', this)
  }
}

const DEADLINE = Symbol('the deadline has passed')

function endAtDeadline(time: CallTime): void {
  time.end(DEADLINE)
}
