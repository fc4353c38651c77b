import type { ExecutionResult } from 'graphql'

type Result = ExecutionResult<Record<string, unknown>>

export interface Request {
  query: string
  variables?: Record<string, unknown>
}

export interface Sink {
  next: (result: Result) => void
  error: (error: Error) => void
  complete: () => void
}

/** One connection of graphql-ws or graphql-sse, without retries of its own: they would send the old `after` again. */
export type Connect = (
  request: Request,
  sink: { next: (result: Result) => void; error: (cause: unknown) => void; complete: () => void },
  onConnected: () => void,
) => () => void

/** Errors after which a subscription can go on. The last two are of gateways that have lost the server. */
const temporary: unknown[] = [
  'CHANGES_EXPIRED',
  'SUBSCRIBER_TOO_SLOW',
  'UPSTREAM_UNAVAILABLE',
  'DOWNSTREAM_SERVICE_ERROR',
  undefined,
]

/**
 * Subscribes to `threadChanges`, and again behind the last change whenever the connection is lost.
 *
 * @param refetch called where changes may have been missed: once connected without a cursor.
 */
export function resuming(connect: Connect, refetch: () => void) {
  return (request: Request, sink: Sink): (() => void) => {
    let after = request.variables?.['after']
    let isRefused = false
    let timer: ReturnType<typeof setTimeout>
    let disconnect = () => {}

    const begin = () => {
      const variables = { ...request.variables, after }
      disconnect = connect({ ...request, variables }, { next, error, complete }, () => after ?? refetch())
    }
    const next = (result: Result) => {
      const code = result.errors?.[0]?.extensions?.['code']
      if (code === 'CHANGES_EXPIRED') after = undefined
      if (!result.data && temporary.includes(code)) return
      isRefused = !result.data
      after = Object(result.data?.['threadChanges']).cursor ?? after
      sink.next(result)
    }
    const error = (cause: unknown) => {
      // graphql-ws rejects with the errors that a subscription begins with.
      if (Array.isArray(cause)) next({ errors: cause })
      const { code = 0, reason, response } = Object(cause)
      if ((code >= 4400 && code < 4500) || (response?.status >= 400 && response.status < 500)) {
        sink.error(new Error(`The server refused the connection: ${reason ?? response.status}`))
      } else {
        complete()
      }
    }
    const complete = () => {
      if (isRefused) sink.complete()
      else timer = setTimeout(begin, 1000 + 1000 * Math.random())
    }

    begin()
    return () => {
      clearTimeout(timer)
      disconnect()
    }
  }
}
