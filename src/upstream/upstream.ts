import OpenAI from 'openai'
import { readJson } from './answer.ts'
import { type CallKind, upstreamFailure } from './failure.ts'

/** Options that every call hands on to the client. */
export interface CallOptions {
  headers: Record<string, string | null>
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
}

/** The upstream on behalf of one caller. Every failure is an error with a code. */
export interface Upstream {
  /** May be sent more than once; is given up when the caller goes away. */
  read: <T>(call: Call, decode: (answer: unknown) => T) => Promise<T>
  /** Is sent at most once, and finishes even when the caller goes away. */
  mutate: <T>(call: Call, decode: (answer: unknown) => T) => Promise<T>
}

interface ClientSettings {
  baseURL: string
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Default: none; each call then says what to send instead. */
  apiKey?: string | undefined
}

/**
 * The one `openai` client of a configuration.
 *
 * Retries and deadlines are the transport's, so the client's own are off. What it would read from the
 * process environment is set here, so that it depends on the configuration alone.
 */
export function createClient({ baseURL, fetch, apiKey = 'none' }: ClientSettings): OpenAI {
  return new OpenAI({
    baseURL,
    fetch: (url, init = {}) => fetch(String(url), init),
    // The client insists on a key; 'none' is never sent, since each call then says what to send instead.
    apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
  })
}

/** The upstream as one caller sees it. */
export function upstreamFor(client: OpenAI, { authorization, signal }: Caller): Upstream {
  const headers: CallOptions['headers'] = authorization === undefined ? {} : { authorization }

  async function send<T>(
    kind: CallKind,
    call: Call,
    options: CallOptions,
    decode: (answer: unknown) => T,
  ): Promise<T> {
    try {
      return decode(await readJson(await call(client, options).asResponse()))
    } catch (error) {
      throw upstreamFailure(error, kind) ?? error
    }
  }

  return {
    read: (call, decode) => send('read', call, { headers, signal }, decode),
    mutate: (call, decode) => send('mutation', call, { headers }, decode),
  }
}
