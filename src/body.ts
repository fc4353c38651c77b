import { parseJson } from './json.ts'

/** A body that is larger than it may be. Its message is made to be shown to the client. */
export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge'
  constructor(maxBytes: number) {
    super(`The body of the request is too large; at most ${maxBytes} bytes are allowed`)
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
  const announced = request.headers.get('content-length')
  if (Number(announced) > maxBytes) throw new BodyTooLarge(maxBytes)
  // HTTP ends a body where its announced length ends, so it needs no counting; only a chunked one does.
  if (announced !== null) return new Uint8Array(await request.arrayBuffer())

  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    // The stream is left, not cancelled: where it is Node's own, cancelling it closes the socket, and the
    // client would never see the answer.
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

/** Whether a `Content-Type` declares a body as JSON. */
export function isJson(contentType: string | null | undefined): boolean {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  return type === 'application/json' || type === 'application/graphql+json'
}
