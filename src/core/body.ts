import { parseJson } from './json.ts'

/** A body that is larger than it may be. Its message is made to be shown to the client. */
export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge'
  constructor(maxBytes: number) {
    super(`The body of the request is too large; at most ${maxBytes} bytes are allowed`)
  }
}

/** A body that a parser in front of this API has taken, and left nowhere. Its message is made to be shown. */
export class BodyAlreadyRead extends Error {
  override name = 'BodyAlreadyRead'
  constructor() {
    super(
      'The body of the request was read before it came here, and is not at request.body; mount this API before whatever reads bodies',
    )
  }
}

/** A body that is not the JSON it should be. Its message is made to be shown to the client. */
export class BodyNotJson extends Error {
  override name = 'BodyNotJson'
}

/**
 * The bytes of a request's body, counted while they come in: of a larger one, no more than the cap is read.
 *
 * @throws BodyTooLarge above `maxBytes`.
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const announced = request.headers.get('content-length') ?? ''
  if (Number(announced) > maxBytes) throw new BodyTooLarge(maxBytes)
  // HTTP ends a body where its announced length ends, so it needs no counting; only a chunked one does.
  if (/^\d+$/.test(announced)) return new Uint8Array(await request.arrayBuffer())

  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    // The stream is left, not cancelled: where it is Node's own, cancelling it closes the socket, and the
    // client would never see the response.
    if (size > maxBytes) throw new BodyTooLarge(maxBytes)
    chunks.push(value)
  }
  return Buffer.concat(chunks)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** @throws BodyNotJson for broken JSON and for invalid UTF-8. */
export function parseBody(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    throw new BodyNotJson('The body of the request is not valid UTF-8')
  }
  try {
    return parseJson(text)
  } catch {
    throw new BodyNotJson('The body of the request is not valid JSON')
  }
}

/** Whether a `Content-Type` declares a body as JSON, which is in UTF-8 and in nothing else. */
export function isJson(contentType: string | null | undefined): boolean {
  if (contentType === 'application/json') return true
  const [type, ...parameters] = (contentType ?? '').toLowerCase().split(';')
  if (type?.trim() !== 'application/json' && type?.trim() !== 'application/graphql+json') return false
  return parameters.every((it) => !/^\s*charset\s*=/.test(it) || /=\s*"?utf-?8"?\s*$/.test(it))
}

/** Whether a `Content-Encoding` says that a body is compressed: none is decompressed here. */
export function isEncoded(contentEncoding: string | null | undefined): boolean {
  return !['', 'identity'].includes(contentEncoding?.trim().toLowerCase() ?? '')
}
