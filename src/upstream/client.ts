import Client, { APIConnectionError, type APIError, APIUserAbortError, type ClientOptions } from 'openai'
import { APIPromise } from 'openai/core/api-promise'
import type { WholeRequest } from '../core/buffered-response.ts'
import type { ReadBatch } from './read-batch.ts'

type Options = Awaited<Parameters<Client['request']>[0]>
type CallOptions = Parameters<Client['get']>[1]
type Sent = ConstructorParameters<typeof APIPromise>[1]

/**
 * Headers of one call, as they are; null takes one away. The client hands on options that it does not know, and
 * what stands under `headers` it copies into a `Headers` first, which takes longer than sending them.
 */
export const callHeaders = Symbol('headers of a call')

/** Whom a call is for, handed to the transport as it is. */
export const callScope = Symbol('scope of a call')

export interface CallScope {
  /** Where calls wait, callers take turns by this. */
  caller?: string | undefined
  /** The reads that it is one of. */
  batch?: ReadBatch | undefined
}

/** Options of a call that the client itself does not know. */
export interface OwnOptions {
  [callHeaders]?: Record<string, string | null>
  [callScope]?: CallScope
}

/** What the client asks of the transport. */
export type UpstreamRequest = WholeRequest & CallScope

/** Sends a request to the upstream, and resolves with its whole answer. */
export type UpstreamFetch = (url: string, request: UpstreamRequest) => Promise<Response>

/** The JSON that a refusal came with; undefined where its body was none. */
export function refusalBody(error: APIError): unknown {
  return refusalBodies.get(error)
}

/** The client's errors keep a part of it alone. */
const refusalBodies = new WeakMap<APIError, unknown>()

/** Made once: the client asks for it where an answer is a stream, and here none is. */
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
  readonly #usual = new Map<string, Record<string, string>>()

  constructor({ fetch, ...options }: Omit<ClientOptions, 'fetch'> & { fetch: UpstreamFetch }) {
    super(options)
    this.#fetch = fetch
  }

  override request<Rsp>(options: Options | PromiseLike<Options>): APIPromise<Rsp> {
    return new APIPromise<Rsp>(
      this,
      'then' in options ? Promise.resolve(options).then(this.#send) : this.#send(options),
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

  readonly #send = async (options: Options): Promise<Awaited<Sent>> => {
    const { method, path, query, body, signal } = options
    const kind = body === undefined ? method : `${method} with a body`
    const usual = this.#usual.get(kind) ?? (await this.#learnUsual(kind, method))
    let response: Response
    try {
      response = await this.#fetch(query ? this.buildURL(path, { ...query }) : `${this.baseURL}${path}`, {
        method: method.toUpperCase(),
        headers: merge(usual, options),
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ?? undefined,
        ...(options as OwnOptions)[callScope],
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
  async #learnUsual(kind: string, method: Options['method']): Promise<Record<string, string>> {
    const body = kind === method ? {} : { body: {} }
    const { req } = await this.buildRequest({ method, path: '/', ...body })
    const usual = Object.fromEntries(req.headers)
    this.#usual.set(kind, usual)
    return usual
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

/** What all calls send, and over it what the resource and this call bring. */
function merge(usual: Record<string, string>, options: Options & OwnOptions): Record<string, string> {
  const all: Record<string, string> = { ...usual }
  // In the form that resources give them.
  const { values = [], nulls = [] } = (options.headers ?? {}) as { values?: Headers; nulls?: Set<string> }
  for (const [name, value] of values) all[name] = value
  for (const name of nulls) delete all[name]
  for (const [name, value] of Object.entries(options[callHeaders] ?? {})) {
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
