import Client, { APIConnectionError, type APIError, APIUserAbortError, type ClientOptions } from 'openai'
import { APIPromise } from 'openai/core/api-promise'
import type { Fetch } from './whole-response.ts'

type Options = Awaited<Parameters<Client['request']>[0]>
type Sent = ConstructorParameters<typeof APIPromise>[1]

/** Made once: the client asks for it where an answer is a stream, and here none is. */
const neverAborted = new AbortController()

/**
 * The client, with a way of its own from a method of a resource to the transport: the transport has the deadline,
 * the retries and the abort, so what the client does for these would be done twice, and it takes longer than all
 * the rest of a call. The headers that are the same for all calls are built once, by the client itself.
 *
 * Resources, headers, errors and `APIPromise` stay the client's own. Named like its parent: the name goes out as
 * its `User-Agent`.
 */
export class OpenAI extends Client {
  readonly #fetch: Fetch
  readonly #headers = new Map<string, Promise<Record<string, string>>>()

  constructor({ fetch, ...options }: Omit<ClientOptions, 'fetch'> & { fetch: Fetch }) {
    super(options)
    this.#fetch = fetch
  }

  override request<Rsp>(options: Options | PromiseLike<Options>): APIPromise<Rsp> {
    return new APIPromise<Rsp>(this, this.#send(options))
  }

  async #send(input: Options | PromiseLike<Options>): Promise<Awaited<Sent>> {
    const options = await input
    const { method, path, query, body, signal } = options
    const url = query ? this.buildURL(path, { ...query }) : `${this.baseURL}${path}`
    const response = await this.#fetch(url, {
      method: method.toUpperCase(),
      headers: await this.#headersOf(options),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ?? undefined,
    }).catch((error: unknown) => {
      if (signal?.aborted) throw new APIUserAbortError()
      throw new APIConnectionError({ cause: error instanceof Error ? error : new Error(String(error)) })
    })
    if (!response.ok) throw await this.#statusError(response)
    return {
      response,
      options,
      controller: neverAborted,
      requestLogID: '',
      retryOfRequestLogID: undefined,
      startTime: Date.now(),
    }
  }

  /** What the client would send, and over it what this call brings. */
  async #headersOf({ method, body, headers }: Options): Promise<Record<string, string>> {
    const kind = body === undefined ? method : `${method} with a body`
    let usual = this.#headers.get(kind)
    if (!usual) {
      usual = this.buildRequest({ method, path: '/', ...(body !== undefined && { body: {} }) }).then(
        ({ req }) => Object.fromEntries(req.headers),
      )
      this.#headers.set(kind, usual)
    }
    const all = { ...(await usual) }
    const own = headers as { values: Headers; nulls: Set<string> } | undefined
    for (const [name, value] of own?.values ?? []) all[name] = value
    for (const name of own?.nulls ?? []) delete all[name]
    return all
  }

  async #statusError(response: Response): Promise<APIError> {
    const text = await response.text()
    const body = jsonIn(text)
    // The client takes what it finds, an object or not.
    return this.makeStatusError(response.status, body as object, body ? undefined : text, response.headers)
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

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
