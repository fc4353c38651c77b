import type { Span } from '@opentelemetry/api'
import type { Plugin } from 'graphql-yoga'
import type { ErrorCode } from './errors.ts'

/** What the plugins know of one HTTP request, from its first byte to its answer. */
export interface ServerContext {
  /** Names the request in logs, in its answer and upstream. */
  requestId: string
  /** `Bearer` and the key that stands for the caller upstream; null where there is none. Set once it was let in. */
  authorization: string | null
  /** What was done for it so far. */
  work: Work
}

export interface Work {
  /** From `performance.now()`. */
  startedAt: number
  /** Whether the request held an operation, sound or not. */
  isOperation: boolean
  /** Whether it was for GraphiQL's page. */
  isPage?: boolean
  /** Why it was refused, where the status leaves that open: a word for the log. */
  refusal?: string
  /** Undefined until a sound one was found. */
  type?: 'query' | 'mutation' | 'subscription'
  operation?: string
  upstreamCalls: number
  /** Milliseconds of all upstream calls together; those side by side count each. */
  upstreamMs: number
  codes: ErrorCode[]
  /** Undefined where no traces are taken. */
  span?: Span
}

/** A plugin of this server. */
export type ServerPlugin = Plugin<object, ServerContext>
