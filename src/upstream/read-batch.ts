import { limits } from '../core/limits.ts'
import type { CallTime } from './deadline.ts'
import { TransportError } from './transport-error.ts'

/** Reads of a batch that may pause before a retry while others still begin. */
const MAX_PAUSING = 64

/**
 * The reads of one operation that go upstream together. They share a deadline and a cap on the bytes they may return,
 * and only one of them at a time is in line for a slot: the next one begins when it has got it. So a batch that is
 * alone has as many in flight as there are slots, and one among many costs little more than its ids.
 */
export class ReadBatch {
  /** Set by the transport, with the first read. */
  time: CallTime | undefined
  /** Why none of its further reads may begin. */
  refusal: Error | undefined
  #ids: readonly string[] = []
  #next = 0
  #running = 0
  #pausing = 0
  /** The read that has begun, and has got no slot yet. */
  #inLine: number | undefined
  #filling = false
  #bytes = 0
  #begin: (id: string, index: number) => Promise<void> = async () => {}
  #onEnd: () => void = () => {}

  /**
   * Begins a read for each id, as the transport lets them, and resolves when all of those that began are done.
   *
   * @param begin sends one of them; it must not reject.
   * @returns how many began. The rest were refused: see `refusal`.
   */
  async run(ids: readonly string[], begin: (id: string, index: number) => Promise<void>): Promise<number> {
    this.#ids = ids
    this.#begin = begin
    await new Promise<void>((resolve) => {
      this.#onEnd = resolve
      this.#fill()
      if (this.#running === 0) resolve()
    })
    if (this.time?.over) this.refusal ??= this.time.error({ sent: false })
    this.time?.release()
    return this.#next
  }

  /** The read that was in line has a slot. */
  onSlot(): void {
    this.#inLine = undefined
    this.#fill()
  }

  /** A read gives its slot back, and pauses before it is sent again. */
  onPause(): void {
    this.#pausing++
  }

  /** It has a slot again, or was refused one. */
  onPauseEnd(): void {
    this.#pausing--
    this.#fill()
  }

  /** A response came: it counts towards what the batch may hold in memory. */
  onResponse(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > limits.upstreamBatchBytes)
      this.refuse(new TransportError('batch-too-large', { sent: false }))
  }

  /** None of its further reads begins. */
  refuse(reason: Error): void {
    this.refusal ??= reason
  }

  #fill(): void {
    // A read that finds a free slot calls back at once.
    if (this.#filling) return
    this.#filling = true
    while (this.#mayBegin()) {
      const id = this.#ids[this.#next]
      if (id === undefined) break
      const index = this.#next++
      this.#inLine = index
      this.#running++
      void this.#begin(id, index).then(() => this.#onDone(index))
    }
    this.#filling = false
  }

  #mayBegin(): boolean {
    if (this.#inLine !== undefined || this.#pausing >= MAX_PAUSING) return false
    return this.refusal === undefined && !this.time?.over
  }

  #onDone(index: number): void {
    this.#running--
    // It failed before it got a slot, or none was needed.
    if (this.#inLine === index) this.#inLine = undefined
    this.#fill()
    if (this.#running === 0) this.#onEnd()
  }
}
