import Client, { APIConnectionError, type APIError, APIUserAbortError, type ClientOptions } from 'openai'
import { APIPromise } from 'openai/core/api-promise'
import type { BufferedRequest } from '../core/buffered-response.ts'
import type { DisconnectSignal } from '../core/request-context.ts'
import type { ReadBatch } from './read-batch.ts'

type Options = Awaited<Parameters<Client['request']>[0]>
type CallOptions = Parameters<Client['get']>[1]
type Sent = ConstructorParameters<typeof APIPromise>[1]

/** What a call has beside its method, path and body. */
export interface CallScope {
  /** Headers of this call, in lower case; null takes one of the client's away. */
  headers?: Record<string, string | null>
  /** Gives the call up. */
  signal?: DisconnectSignal | undefined
  /** Where calls wait, callers take turns by this. */
  caller?: string | undefined
  /** The reads that it is one of. */
  batch?: ReadBatch | undefined
}

/** What the client asks of the transport. */
export type UpstreamRequest = BufferedRequest & Pick<CallScope, 'caller' | 'batch'>

/** Sends a request to the upstream, and resolves with its whole response. */
export type UpstreamFetch = (url: string, request: UpstreamRequest) => Promise<Response>

/** The JSON that a refusal came with; undefined where its body was none. */
export function refusalBody(error: APIError): unknown {
  return refusalBodies.get(error)
}

/** The client's errors keep a part of it alone. */
const refusalBodies = new WeakMap<APIError, unknown>()

/** Made once: the client asks for it where a response is a stream, and here none is. */
const neverAborted = new AbortController()

/**
 * The client, with a way of its own from `get`, `post` and `delete` to the transport: the transport has the deadline,
 * the retries and the abort, so what the client does for these would be done twice, and it takes longer than all
 * the rest of a call. The headers that are the same for all calls are built once, by the client itself.
 *
 * Headers, errors and `APIPromise` stay the client's own. Named like its parent: the name goes out as its
 * `User-Agent`.
 */
export class OpenAI extends Client {
  readonly #fetch: UpstreamFetch
  /** Headers by kinds of calls. */
  readonly #baseHeaders = new Map<string, Record<string, string>>()
  /** Whether all calls have query parameters. */
  readonly #hasQuery: boolean
  #scope: CallScope = {}

  /** What all calls send and nobody may see. */
  readonly secrets: readonly string[]
  /** Headers that no call has, also where its resource would bring them. */
  readonly #suppressed: readonly string[]

  /**
   * @param suppressed names of headers, in lower case, that no call is to have.
   * @param secrets what all calls send and nobody may see.
   */
  constructor({
    fetch,
    suppressed = [],
    secrets = [],
    ...options
  }: Omit<ClientOptions, 'fetch'> & {
    fetch: UpstreamFetch
    suppressed?: readonly string[]
    secrets?: readonly string[]
  }) {
    super(options)
    this.#suppressed = suppressed
    this.secrets = secrets
    this.#fetch = fetch
    this.#hasQuery = options.defaultQuery !== undefined
  }

  /**
   * Makes a call with a scope of its own. Methods of the client take no such thing, and what they do take as `headers`
   * they copy into a `Headers` first, which takes longer than sending them.
   *
   * @param call calls one method of the client, at once.
   */
  withScope<T>(scope: CallScope, call: (client: this) => T): T {
    this.#scope = scope
    try {
      return call(this)
    } finally {
      this.#scope = {}
    }
  }

  override request<Rsp>(options: Options | PromiseLike<Options>): APIPromise<Rsp> {
    const scope = this.#scope
    return new APIPromise<Rsp>(
      this,
      'then' in options
        ? Promise.resolve(options).then((given) => this.#send(given, scope))
        : this.#send(options, scope),
    )
  }

  override get<Rsp>(path: string, options?: CallOptions): APIPromise<Rsp> {
    return this.#call('get', path, options)
  }

  override post<Rsp>(path: string, options?: CallOptions): APIPromise<Rsp> {
    return this.#call('post', path, options)
  }

  override delete<Rsp>(path: string, options?: CallOptions): APIPromise<Rsp> {
    return this.#call('delete', path, options)
  }

  #call<Rsp>(method: Options['method'], path: string, options: CallOptions): APIPromise<Rsp> {
    return this.request(
      options && 'then' in options
        ? options.then((given) => ({ method, path, ...given }))
        : { method, path, ...options },
    )
  }

  async #send(options: Options, scope: CallScope): Promise<Awaited<Sent>> {
    const { method, path, query, body } = options
    const { headers, signal = options.signal ?? undefined, caller, batch } = scope
    const kind = body === undefined ? method : `${method} with a body`
    const baseHeaders = this.#baseHeaders.get(kind) ?? (await this.#learnHeaders(kind, method))
    let response: Response
    try {
      const url = query || this.#hasQuery ? this.buildURL(path, { ...query }) : `${this.baseURL}${path}`
      response = await this.#fetch(url, {
        method: method.toUpperCase(),
        headers: mergeHeaders(baseHeaders, options, this.#suppressed, headers),
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
        caller,
        batch,
      })
    } catch (error) {
      if (signal?.aborted) throw new APIUserAbortError()
      throw new APIConnectionError({ cause: error instanceof Error ? error : new Error(String(error)) })
    }
    if (!response.ok) throw await this.#statusError(response)
    return {
      response,
      options,
      controller: neverAborted,
      requestLogID: '',
      retryOfRequestLogID: undefined,
      startTime: 0,
    }
  }

  /** Has the client build the headers that it sends with all calls of a kind. */
  async #learnHeaders(kind: string, method: Options['method']): Promise<Record<string, string>> {
    const body = kind === method ? {} : { body: {} }
    const { req } = await this.buildRequest({ method, path: '/', ...body })
    const headers = Object.fromEntries(req.headers)
    this.#baseHeaders.set(kind, headers)
    return headers
  }

  async #statusError(response: Response): Promise<APIError> {
    const text = await response.text()
    const body = jsonIn(text)
    // The client takes what it finds, an object or not.
    const error = this.makeStatusError(
      response.status,
      body as object,
      body ? undefined : text,
      response.headers,
    )
    refusalBodies.set(error, body)
    return error
  }

  protected override makeStatusError(
    status: number,
    error: object,
    message: string | undefined,
    headers: Headers,
  ): APIError {
    try {
      return super.makeStatusError(status, error, message, headers)
    } catch {
      // It writes the body into the message; where that is nested some thousand levels, the stack overflows.
      return super.makeStatusError(status, {}, undefined, headers)
    }
  }
}

/** The headers of all calls, those that the resource brings, and those of this call. */
function mergeHeaders(
  baseHeaders: Record<string, string>,
  options: Options,
  suppressed: readonly string[],
  ownHeaders: CallScope['headers'] = {},
): Record<string, string> {
  const all: Record<string, string> = { ...baseHeaders }
  // In the form that resources give them.
  const { values = [], nulls = [] } = (options.headers ?? {}) as { values?: Headers; nulls?: Set<string> }
  for (const [name, value] of values) all[name] = value
  for (const name of nulls) delete all[name]
  for (const name of suppressed) delete all[name]
  for (const [name, value] of Object.entries(ownHeaders)) {
    if (value === null) delete all[name]
    else all[name] = value
  }
  return all
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
