import type { DisconnectSignal } from './request-context.ts'

/** A request to an upstream, whole: headers in lower case, a body as text. */
export interface BufferedRequest {
  method: string
  headers: Record<string, string>
  body: string | undefined
  /** Gives the request up. */
  signal: DisconnectSignal | undefined
}

/** Sends a request to an upstream, and resolves with its whole response. */
export type Fetch = (url: string, request: BufferedRequest) => Promise<BufferedResponse>

type RawHeaders = Record<string, string | string[] | undefined>

/**
 * A `Response` that was read to its end. A real one costs more than sending the request, so it is made only where
 * somebody asks for more than the status and the content.
 */
export class BufferedResponse implements Response {
  readonly status: number
  readonly #rawHeaders: RawHeaders
  /** Text, or text in UTF-8. */
  readonly content: Buffer | string
  #real: Response | undefined

  constructor(status: number, headers: RawHeaders, content: Buffer | string) {
    this.status = status
    this.#rawHeaders = headers
    this.content = content
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  get #response(): Response {
    this.#real ??= new Response(mayHaveBody(this.status) ? Buffer.from(this.content) : null, {
      status: this.status,
      headers: Object.entries(this.#rawHeaders).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
    })
    return this.#real
  }

  get headers(): Headers {
    return this.#response.headers
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.#response.body
  }

  get bodyUsed(): boolean {
    return this.#response.bodyUsed
  }

  get redirected(): boolean {
    return this.#response.redirected
  }

  get statusText(): string {
    return this.#response.statusText
  }

  get type(): ResponseType {
    return this.#response.type
  }

  get url(): string {
    return this.#response.url
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#response.arrayBuffer()
  }

  blob(): Promise<Blob> {
    return this.#response.blob()
  }

  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#response.bytes()
  }

  clone(): Response {
    return this.#response.clone()
  }

  formData(): Promise<FormData> {
    return this.#response.formData()
  }

  json(): Promise<unknown> {
    return this.#response.json()
  }

  text(): Promise<string> {
    return this.#response.text()
  }
}

/** https://fetch.spec.whatwg.org/#null-body-status */
function mayHaveBody(status: number): boolean {
  return ![101, 103, 204, 205, 304].includes(status)
}
