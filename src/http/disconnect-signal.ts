import type { ServerResponse } from 'node:http'
import type { DisconnectListener, DisconnectSignal } from '../core/request-context.ts'

/**
 * The signal of a client that waits for a response. An `AbortSignal` is expensive to make, and adding a listener looks
 * through all that are there: each upstream call of a request is one.
 */
export class ClientDisconnect implements DisconnectSignal {
  aborted = false
  reason: unknown
  readonly #listeners = new Set<DisconnectListener>()

  constructor(response: ServerResponse) {
    response.on('close', () => {
      if (!response.writableFinished) this.#abort()
    })
  }

  addEventListener(_type: 'abort', listener: DisconnectListener): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: DisconnectListener): void {
    this.#listeners.delete(listener)
  }

  #abort(): void {
    this.aborted = true
    this.reason = new DOMException('The client disconnected', 'AbortError')
    for (const listener of this.#listeners) listener.handleEvent()
  }
}
