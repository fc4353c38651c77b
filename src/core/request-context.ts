import type { Span } from '@opentelemetry/api'
import type { ErrorCode } from './errors.ts'

/** The headers of a request, by names in lower case. `Headers` of the Fetch API are such headers. */
export interface RequestHeaders {
  get(name: string): string | null
  keys(): Iterable<string>
}

/** Tells that the client disconnected. An `AbortSignal` is such a signal. */
export interface DisconnectSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: DisconnectListener): void
  removeEventListener(type: 'abort', listener: DisconnectListener): void
}

export interface DisconnectListener {
  handleEvent(): void
}

/** An HTTP request without its body, whatever it came by. */
export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: RequestHeaders
  readonly signal: DisconnectSignal
}

/** A request on its way through the server. */
export interface RequestContext {
  readonly http: HttpRequest
  /** Names the request in logs, in its response and upstream. */
  readonly requestId: string
  /** `Bearer` and the key that stands for the caller upstream; null where there is none. Set by authentication. */
  authorization: string | null
  /** When the credential expires, in Unix milliseconds. Set by authentication, where that is known. */
  expiresAt?: number
  readonly stats: RequestStats
}

/** What was done for a request so far. */
export interface RequestStats {
  /** From `performance.now()`. */
  startedAt: number
  /** Whether the request held an operation, valid or not. */
  isOperation: boolean
  /** Whether it was for GraphiQL's page. */
  isPage?: boolean
  /** Why it was refused, where the status leaves that open: a word for the log. */
  refusal?: string
  /** Undefined until a valid document was found. */
  type?: 'query' | 'mutation' | 'subscription'
  operation?: string
  upstreamCalls: number
  /** Milliseconds of all upstream calls together; those side by side count each. */
  upstreamMs: number
  codes: ErrorCode[]
  /** Undefined where no traces are taken. */
  span?: Span
}
