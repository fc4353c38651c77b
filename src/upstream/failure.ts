import type { GraphQLError } from 'graphql'
import { APIConnectionError, APIError, APIUserAbortError } from 'openai'
import { codedError, type ErrorCode, type UpstreamResponse } from '../core/errors.ts'
import { refusalBody } from './client.ts'
import { BadResponse } from './decode.ts'
import { retryAfterMs } from './retry-after.ts'
import { TransportError } from './transport-error.ts'

/** A read changes nothing, so its failure is simply that; after a mutation it matters whether it was done. */
export type CallKind = 'read' | 'mutation'

/** What calls are about: it words their errors. */
export interface Subject {
  /** In a sentence, for instance `thread`. Its plural ends in `s`. */
  name: string
  /**
   * What there is none of, where a 400 or a 404 says so with this message: it need not be what the call is about, as for
   * the messages of a thread that does not exist. Undefined where the message says nothing of the kind.
   */
  missing?: (message: string) => string | undefined
  /** What a refusal says to the caller, where the upstream's is known and has a better error than its status. */
  explain?: (response: UpstreamResponse, message: string) => Explanation | undefined
}

/** An error in the words of what the calls are about. */
export interface Explanation {
  code: ErrorCode
  message: string
  extensions?: Record<string, unknown>
}

/** The call that failed. */
export interface FailedCall {
  kind: CallKind
  subject: Subject
  /** The id that its path ends in, where it is about one thing. */
  id?: string | undefined
  /** The response, where there was one with a status of success. */
  response?: Response | undefined
  /** What was sent and must not be shown: the key, and what else may be one. Default: nothing. */
  secrets?: readonly string[]
}

/** What to do about a mutation that was sent. */
function unknownOutcome({ subject }: FailedCall): string {
  return `it may or may not have been done; read the ${subject.name} to find out`
}

/**
 * Any failure of an upstream call as an error with a code. Its message is written here: the upstream's own
 * text can hold an organisation or a part of a key.
 *
 * @returns undefined for what is no failure of the upstream, but a bug.
 */
export function upstreamFailure(error: unknown, call: FailedCall): GraphQLError | undefined {
  if (error instanceof BadResponse) {
    const { response, secrets } = call
    const said = response && { requestID: requestIdOf(response) }
    const upstream = said && describeResponse(said, response.status, secrets)
    return badResponse(`The upstream's response cannot be used: ${error.message}`, call, upstream)
  }
  if (error instanceof APIUserAbortError)
    return codedError('UPSTREAM_UNAVAILABLE', 'The client disconnected.')
  if (error instanceof APIConnectionError) {
    return error.cause instanceof TransportError ? noResponse(error.cause, call) : undefined
  }
  // A status is all that makes a response: the class alone also stands for failures of the client itself.
  if (error instanceof APIError && typeof error.status === 'number') {
    return refusal(error, describeResponse(error, error.status, call.secrets), call)
  }
  return undefined
}

function noResponse({ failure, message, sent }: TransportError, call: FailedCall): GraphQLError {
  const { kind } = call
  if (kind === 'mutation' && sent) {
    return codedError('OUTCOME_UNKNOWN', `The change was sent, but ${message}: ${unknownOutcome(call)}.`)
  }
  const unsent = kind === 'mutation' ? ' The change was not sent.' : ''
  switch (failure) {
    case 'connection':
      return codedError('UPSTREAM_UNAVAILABLE', `The upstream did not respond: ${message}.${unsent}`)
    case 'queue-full':
      return codedError(
        'UPSTREAM_UNAVAILABLE',
        `Nothing was sent to the upstream: ${message}. Try again later.`,
      )
    case 'deadline':
    case 'no-turn':
      return codedError('UPSTREAM_TIMEOUT', `The upstream did not respond: ${message}.${unsent}`)
    default:
      return badResponse(`The upstream's response cannot be used: ${message}`, call)
  }
}

function badResponse(message: string, call: FailedCall, upstream?: UpstreamResponse): GraphQLError {
  const extensions = upstream ? { upstream } : {}
  if (call.kind === 'read') return codedError('UPSTREAM_BAD_RESPONSE', `${message}.`, { extensions })
  return codedError('OUTCOME_UNKNOWN', `${message}. The change was sent; ${unknownOutcome(call)}.`, {
    extensions,
  })
}

/** A response with a status that is no success. */
function refusal(error: APIError, upstream: UpstreamResponse, call: FailedCall): GraphQLError {
  const { kind, id, subject } = call
  const { status } = upstream
  const fail = (code: ErrorCode, message: string, more: Record<string, unknown> = {}) =>
    codedError(code, message, { extensions: { upstream, ...more } })

  if (status < 400) {
    // 307 and 308 ask to send the request elsewhere; after the others the change may well have been made.
    const undone = status === 307 || status === 308
    return badResponse(
      'The upstream redirected the request, which is refused',
      undone ? { ...call, kind: 'read' } : call,
      upstream,
    )
  }
  const explanation = subject.explain?.(upstream, messageOf(error))
  if (explanation) return fail(explanation.code, explanation.message, explanation.extensions)
  const missing = subject.missing?.(messageOf(error))
  if (status === 400 && missing) return fail('NOT_FOUND', `There is no ${missing} with this id.`)
  switch (status) {
    case 401:
      return fail('UNAUTHENTICATED', 'The upstream does not accept the key.')
    case 403:
      return fail('FORBIDDEN', 'The upstream does not allow this to the key.')
    case 404:
      return id !== undefined && saysNotFound(refusalBody(error))
        ? fail('NOT_FOUND', `There is no ${missing ?? subject.name} with this id.`)
        : fail(
            'UPSTREAM_REJECTED',
            `The upstream responded with 404 as for an unknown URL: it may have no ${subject.name}s API at its base URL. Check OPENAI_BASE_URL and UPSTREAM_API; "threads-graphql doctor" finds out more.`,
          )
    case 409:
      return fail('CONFLICT', 'The upstream reported a conflict with another change.')
    case 429: {
      const retryAfter = Math.ceil((retryAfterMs(error.headers ?? new Headers()) ?? 0) / 1000)
      const when = retryAfter > 0 ? `try again in ${retryAfter} s` : 'try again later'
      return fail(
        'RATE_LIMITED',
        `The upstream is getting too many requests: ${when}.`,
        retryAfter > 0 ? { retryAfter } : {},
      )
    }
  }
  if (status < 500) {
    const why = [upstream.code, upstream.param && `at ${upstream.param}`].filter(Boolean).join(' ')
    return fail('UPSTREAM_REJECTED', `The upstream refused the request (${status}${why && `, ${why}`}).`)
  }
  // An intermediary speaks here: it does not know what the server behind it has done.
  if (kind === 'mutation' && (status === 502 || status === 504)) {
    return fail(
      'OUTCOME_UNKNOWN',
      `The change was sent, and a gateway responded with ${status}: ${unknownOutcome(call)}.`,
    )
  }
  return fail('UPSTREAM_UNAVAILABLE', `The upstream failed (${status}).`)
}

/**
 * Whether a 404 to a request for one thing says that there is no such thing, and not that there is no such URL. Servers
 * word it in many ways (`{"detail": "Thread not found"}`, `{"error": "…"}`), so any JSON object says so, but for
 * OpenAI's "Invalid URL (GET /v1/threads/thread_a)". FastAPI's `{"detail": "Not Found"}` stands for both, and is taken
 * for the former. Routers without such a route mostly respond with HTML or plain text.
 */
function saysNotFound(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false
  const { error, message, detail }: { error?: unknown; message?: unknown; detail?: unknown } = body
  const { code, message: inner }: { code?: unknown; message?: unknown } = Object(error)
  return code !== 'unknown_url' && ![error, inner, message, detail].some(isInvalidUrl)
}

function isInvalidUrl(text: unknown): boolean {
  return typeof text === 'string' && /^\W*invalid url\b/i.test(text)
}

/** The upstream's own words, to be looked at and not passed on. */
function messageOf(error: APIError): string {
  const message: unknown = Object(error.error).message
  return typeof message === 'string' ? message : ''
}

/** What a response says of itself in so many words. */
type Said = { [part in 'type' | 'code' | 'param' | 'requestID']?: unknown }

function describeResponse(said: Said, status: number, secrets: FailedCall['secrets'] = []): UpstreamResponse {
  /** Text of the upstream may pass where it has the form of an identifier and no secret in it, and nowhere else. */
  const only = (pattern: RegExp, text: unknown): string | null =>
    typeof text === 'string' && pattern.test(text) && !secrets.some((secret) => text.includes(secret))
      ? text
      : null
  return {
    status,
    type: only(/^[a-z][a-z_]{0,63}$/, said.type),
    code: only(/^[a-z][a-z_]{0,63}$/, said.code),
    param: only(/^[a-z][a-z_]{0,63}(\.[a-z_]{1,64}|\[\d{1,4}\])*$/, said.param),
    // Keys and organisations, such as "sk-…" and "org-…", are made of the same characters.
    requestId: only(/^(?!.*(?<![A-Za-z0-9])(?:sk|org|proj)[-_])[A-Za-z0-9_-]{1,128}$/, said.requestID),
  }
}

function requestIdOf(response: Response): string | null {
  return response.headers.get('x-request-id')
}
