import type { DisconnectListener, DisconnectSignal } from '../core/request-context.ts'
import { TransportError } from './transport-error.ts'

/** What is under way in a call: a wait for a slot, an exchange, a pause. */
export interface UnderWay {
  /** The time is over: stop. */
  onTimeOver: () => void
}

/**
 * How long a call may go on, or all reads of a batch together: until the deadline, or until the client disconnects.
 *
 * What an `AbortController` with a timer would do, at less cost: there are hundreds of calls for some requests.
 */
export class CallTime implements DisconnectListener {
  /** Milliseconds since the epoch. */
  readonly deadline: number
  /** Whether it is over. */
  over = false
  #reason: unknown
  readonly #underWay = new Set<UnderWay>()
  readonly #timer: NodeJS.Timeout
  readonly #signal: DisconnectSignal | undefined

  /** @param signal aborted when the client disconnects; undefined: the call goes on all the same. */
  constructor(ms: number, signal: DisconnectSignal | undefined) {
    this.deadline = Date.now() + ms
    this.#timer = setTimeout(endAtDeadline, ms, this)
    this.#signal = signal
    if (signal?.aborted) this.end(signal.reason)
    else signal?.addEventListener('abort', this)
  }

  /** Has it stopped when the time is over. */
  add(underWay: UnderWay): void {
    this.#underWay.add(underWay)
  }

  /** It is done. */
  delete(underWay: UnderWay): void {
    this.#underWay.delete(underWay)
  }

  /** What a call fails with whose time is over. */
  error({ sent }: { sent: boolean }): Error {
    if (this.#reason === DEADLINE) return new TransportError('deadline', { sent })
    return this.#reason instanceof Error ? this.#reason : new Error('aborted', { cause: this.#reason })
  }

  /** Resolves after so many milliseconds, or as soon as the time is over. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const pause = {
        onTimeOver: () => {
          clearTimeout(timer)
          this.delete(pause)
          resolve()
        },
      }
      const timer = setTimeout(pause.onTimeOver, ms)
      if (this.over) pause.onTimeOver()
      else this.add(pause)
    })
  }

  /** The signal's: the client has disconnected. */
  handleEvent(): void {
    this.end(this.#signal?.reason)
  }

  end(reason: unknown): void {
    this.over = true
    this.#reason = reason
    this.release()
    for (const underWay of this.#underWay) underWay.onTimeOver()
  }

  /** The call is done, or all reads of the batch. */
  release(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this)
  }
}

const DEADLINE = Symbol('the deadline has passed')

function endAtDeadline(time: CallTime): void {
  time.end(DEADLINE)
}
