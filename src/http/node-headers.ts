import type { IncomingMessage } from 'node:http'
import type { RequestHeaders } from '../core/request-context.ts'

/** Headers as Node has read them: it has joined those that came more than once. */
export class NodeHeaders implements RequestHeaders {
  readonly #headers: IncomingMessage['headers']

  constructor(headers: IncomingMessage['headers']) {
    this.#headers = headers
  }

  get(name: string): string | null {
    return this.#headers[name]?.toString() ?? null
  }

  keys(): string[] {
    return Object.keys(this.#headers)
  }
}
