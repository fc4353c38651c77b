import type { CallTime, UnderWay } from './deadline.ts'
import { LinkedList, type ListItem } from './linked-list.ts'
import { TransportError } from './transport-error.ts'

/**
 * A concurrency limit with a bounded queue. Callers take turns: a free slot goes to the next caller who has something
 * in line, and within a caller to the call that came first. Each step takes constant time, and memory is held for
 * callers that have something in line, and no others.
 */
export interface ConcurrencyLimit {
  /** Takes a slot if one is free; there is none while others wait. */
  tryAcquire: () => boolean
  /**
   * Resolves with undefined when it has a slot, and else with why not: the queue is full, or the call's time or as
   * many milliseconds as it may wait are over. A wait that is given up leaves nothing behind.
   *
   * @param caller calls with the same one wait in the same line.
   */
  acquire: (caller: string, time: CallTime, patienceMs: number) => Promise<Error | undefined>
  /** Gives a slot back. */
  release: () => void
}

export interface ConcurrencyLimitOptions {
  /** How many calls may hold a slot at once. */
  slots: number
  /** How many may wait for one. */
  maxQueue: number
}

export function createConcurrencyLimit({ slots, maxQueue }: ConcurrencyLimitOptions): ConcurrencyLimit {
  let free = slots
  let waiting = 0
  const lines = new Map<string, Line>()
  /** The lines in the order of their next turns. */
  const turns = new LinkedList<Line>()
  /** The longest line, as far as is known: it may have become shorter since. */
  let longest: Line | undefined

  function tryAcquire(): boolean {
    if (free === 0) return false
    free--
    return true
  }

  /** Makes room in a full queue for a caller who has less in line than another one. */
  function makeRoomFor(caller: string): boolean {
    const own = lines.get(caller)?.length ?? 0
    const last = longest && longest.length > own + 1 ? longest.calls.last : undefined
    last?.settle(new TransportError('queue-full', { sent: false }))
    return last !== undefined
  }

  function enqueue(call: WaitingCall, caller: string): void {
    let line = lines.get(caller)
    if (!line) {
      line = new Line(caller)
      lines.set(caller, line)
      turns.push(line)
    }
    line.calls.push(call)
    line.length++
    waiting++
    call.line = line
    if (!longest || line.length >= longest.length) longest = line
  }

  function dequeue(call: WaitingCall): void {
    const { line } = call
    if (!line) return
    line.calls.remove(call)
    line.length--
    waiting--
    if (line.length > 0) return
    lines.delete(line.caller)
    turns.remove(line)
  }

  return {
    tryAcquire,
    acquire: (caller, time, patienceMs) =>
      new Promise((resolve) => {
        if (time.over) return resolve(time.error({ sent: false }))
        if (tryAcquire()) return resolve(undefined)
        if (waiting >= maxQueue && !makeRoomFor(caller))
          return resolve(new TransportError('queue-full', { sent: false }))
        enqueue(new WaitingCall(time, patienceMs, dequeue, resolve), caller)
      }),
    release() {
      const line = turns.first
      if (!line) {
        free++
        return
      }
      turns.remove(line)
      turns.push(line)
      // The slot goes from hand to hand: a call that comes now does not get in before those that wait.
      line.calls.first?.settle(undefined)
    },
  }
}

/** The calls of one caller that wait, oldest first. */
class Line implements ListItem {
  previous: ListItem | undefined
  next: ListItem | undefined
  readonly calls = new LinkedList<WaitingCall>()
  length = 0
  readonly caller: string

  constructor(caller: string) {
    this.caller = caller
  }
}

class WaitingCall implements ListItem, UnderWay {
  previous: ListItem | undefined
  next: ListItem | undefined
  line: Line | undefined
  readonly #time: CallTime
  readonly #timer: NodeJS.Timeout
  readonly #dequeue: (call: WaitingCall) => void
  readonly #resolve: (outcome: Error | undefined) => void

  constructor(
    time: CallTime,
    patienceMs: number,
    dequeue: (call: WaitingCall) => void,
    resolve: (outcome: Error | undefined) => void,
  ) {
    this.#time = time
    this.#dequeue = dequeue
    this.#resolve = resolve
    this.#timer = setTimeout(giveUp, patienceMs, this)
    time.add(this)
  }

  onTimeOver(): void {
    this.settle(this.#time.error({ sent: false }))
  }

  settle(outcome: Error | undefined): void {
    this.#dequeue(this)
    clearTimeout(this.#timer)
    this.#time.delete(this)
    this.#resolve(outcome)
  }
}

function giveUp(call: WaitingCall): void {
  call.settle(new TransportError('no-turn', { sent: false }))
}
