import type { RequestContext } from '../core/request-context.ts'
import type { PublicResult } from '../operation/public-result.ts'
import type { RunOperation } from '../operation/run.ts'
import type { ResponseHeaders } from './cors.ts'
import type { Gate } from './gate.ts'
import type { FindDocument } from './params.ts'

/** What the way of a request is made of, whichever adapter it comes by. */
export interface HttpStages {
  /** What stands before an operation: authentication and the like. */
  gate: Gate
  findDocument: FindDocument
  run: RunOperation
  publicResult: PublicResult
  /** Sets the headers that every response has, and reports the request. */
  finish: (request: RequestContext, status: number, headers: ResponseHeaders) => void
  maxBodyBytes: number
  /** Told of an unexpected error. */
  onBug: (cause: unknown) => void
}
