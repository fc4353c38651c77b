/** What a client asks for, whole: headers in lower case, a body as text. */
export interface WholeRequest {
  method: string
  headers: Record<string, string>
  body: string | undefined
  /** Gives the request up. */
  signal: AbortSignal | undefined
}

/** Sends a request to an upstream, and resolves with its whole answer. */
export type Fetch = (url: string, request: WholeRequest) => Promise<Response>

type RawHeaders = Record<string, string | string[] | undefined>

/**
 * An answer that was read to its end, with as much of `Response` as the client and this project look at. A real
 * one costs more than sending the request.
 */
export class WholeResponse {
  readonly status: number
  readonly #raw: RawHeaders
  /** Text, or text in UTF-8. */
  readonly body: Buffer | string
  #headers: Headers | undefined

  constructor(status: number, headers: RawHeaders, body: Buffer | string) {
    this.status = status
    this.#raw = headers
    this.body = body
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  /** Made when somebody asks: for a success, nobody does. */
  get headers(): Headers {
    this.#headers ??= new Headers(
      Object.entries(this.#raw).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
    )
    return this.#headers
  }

  async text(): Promise<string> {
    return this.body.toString()
  }
}

/** For those that ask for a `Response`, and look at no more of it than there is here. */
export function asResponse(response: WholeResponse): Response {
  return response as unknown as Response
}

/** The body of an answer that is there already; undefined where it still is to be read. */
export function bodyOf(response: Response): Buffer | string | undefined {
  return (response as object) instanceof WholeResponse
    ? (response as unknown as WholeResponse).body
    : undefined
}
