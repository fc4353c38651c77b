import type OpenAI from 'openai'
import { credentialsIn } from '../core/bearer.ts'
import type { Fetch } from '../whole-response.ts'
import { readJson } from './answer.ts'
import { type CallHeaders, OpenAI as Client, callHeaders } from './client.ts'
import { type CallKind, upstreamFailure } from './failure.ts'

/** Options that every call hands on to the client. */
export interface CallOptions extends CallHeaders {
  signal?: AbortSignal
}

/** One call of the client: which method, with what. */
export type Call = (client: OpenAI, options: CallOptions) => { asResponse(): Promise<Response> }

/** Who asks, for one request of ours. */
export interface Caller {
  /** The whole `Authorization` header that goes upstream; null sends none; undefined leaves the client's own key. */
  authorization: string | null | undefined
  /** Aborted when the caller goes away. */
  signal: AbortSignal
  /** Passed upstream as `x-request-id`. */
  requestId?: string
  /** Watches each call. */
  onCall?: (kind: CallKind) => WatchedCall
}

/** One call as its watcher sees it. */
export interface WatchedCall {
  /** Sent along, to tell the upstream of a trace. */
  headers: Record<string, string>
  /** The call is over, with a code where it failed. */
  end: (code: string | undefined) => void
}

/** The upstream on behalf of one caller. Every failure is an error with a code. */
export interface Upstream {
  /** Whether one request reads many: `GET /threads?ids=…`. */
  readsMany: boolean
  /** May be sent more than once; is given up when the caller goes away. */
  read: <T>(call: Call, decode: (answer: unknown) => T) => Promise<T>
  /** Is sent at most once, and finishes even when the caller goes away. */
  mutate: <T>(call: Call, decode: (answer: unknown) => T) => Promise<T>
}

interface ClientSettings {
  baseURL: string
  fetch: Fetch
  /** Default: none; each call then says what to send instead. */
  apiKey?: string | undefined
}

/**
 * What the client would tell with each call of the machine that it runs on. No upstream needs it, and it is most of
 * what there is to send.
 */
const untold = Object.fromEntries(
  ['arch', 'lang', 'os', 'package-version', 'retry-count', 'runtime', 'runtime-version', 'timeout'].map(
    (name) => [`x-stainless-${name}`, null],
  ),
)

/**
 * The one `openai` client of a configuration.
 *
 * Retries and deadlines are the transport's, so the client's own are off. What it would read from the
 * process environment is set here, so that it depends on the configuration alone.
 */
export function createClient({ baseURL, fetch, apiKey = 'none' }: ClientSettings): OpenAI {
  return new Client({
    baseURL,
    fetch,
    // The client insists on a key; 'none' is never sent, since each call then says what to send instead.
    apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    defaultHeaders: { 'openai-beta': 'assistants=v2', ...untold },
  })
}

/**
 * The upstream as one caller sees it.
 *
 * @param readsMany whether one request of the client can read many. Default: false; OpenAI's own API cannot.
 */
export function upstreamFor(
  client: OpenAI,
  { authorization, signal, requestId, onCall }: Caller,
  readsMany = false,
): Upstream {
  const callerHeaders = {
    ...(authorization !== undefined && { authorization }),
    ...(requestId !== undefined && { 'x-request-id': requestId }),
  }

  async function send<T>(kind: CallKind, call: Call, decode: (answer: unknown) => T): Promise<T> {
    const watched = onCall?.(kind)
    const headers = { ...callerHeaders, ...watched?.headers }
    let code: string | undefined
    let response: Response | undefined
    try {
      const options = { [callHeaders]: headers, ...(kind === 'read' && { signal }) }
      response = await call(client, options).asResponse()
      return decode(await readJson(response))
    } catch (error) {
      // An upstream that says it back must not have it passed on.
      const key = authorization === undefined ? client.apiKey : authorization && credentialsIn(authorization)
      const failure = upstreamFailure(error, { kind, response, key })
      code = String(failure?.extensions['code'] ?? 'INTERNAL_SERVER_ERROR')
      throw failure ?? error
    } finally {
      watched?.end(code)
    }
  }

  return {
    readsMany,
    read: (call, decode) => send('read', call, decode),
    mutate: (call, decode) => send('mutation', call, decode),
  }
}
