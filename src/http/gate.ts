import type { RequestContext } from '../core/request-context.ts'

/** Looks at a request before its body is read, and responds to it or lets it pass (undefined). */
export type Gate = (request: RequestContext) => Response | undefined | Promise<Response | undefined>

/** Several gates as one: the first that responds ends the way of a request. */
export function inOrder(gates: readonly Gate[]): Gate {
  return async (request) => {
    for (const gate of gates) {
      const outcome = gate(request)
      const response = outcome instanceof Promise ? await outcome : outcome
      if (response) return response
    }
    return undefined
  }
}
