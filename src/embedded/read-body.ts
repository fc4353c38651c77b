import { bodyNotJson, bodyTooLarge, unsupportedContentType } from './wire-error.ts'

/**
 * Bytes that the body of one request may have. A thread at every limit is below 120 kB, even with all of its
 * text written as `\u` escapes.
 */
export const maxBodyBytes = 256 * 1024

/**
 * The JSON value in a request's body.
 *
 * @param whenEmpty what an empty body stands for; without it, an empty body is broken JSON.
 * @throws WireError 413 above `maxBodyBytes`; 400 for a content type other than JSON, for broken JSON, for
 *   invalid UTF-8, and for a body that ended early.
 */
export async function readJson(request: Request, whenEmpty?: unknown): Promise<unknown> {
  if (Number(request.headers.get('content-length')) > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
  const bytes = await readBytes(request)
  if (bytes.length === 0 && whenEmpty !== undefined) return whenEmpty
  if (bytes.length === 0) throw bodyNotJson()
  checkContentType(request.headers.get('content-type'))
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw bodyNotJson()
  }
}

async function readBytes({ body }: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body?.getReader()
  while (reader) {
    const { done, value } = await reader.read().catch(() => {
      throw bodyNotJson()
    })
    if (done) break
    size += value.length
    // The stream is left, not cancelled: where it is Node's own, cancelling it closes the socket, and the
    // client would never see this answer.
    if (size > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    chunks.push(value)
  }
  return Buffer.concat(chunks)
}

/**
 * Anything but JSON is refused, and so is a body without a type: a web page can send those to any server that
 * its visitor can reach, without asking that server first (https://fetch.spec.whatwg.org/#simple-header).
 */
function checkContentType(contentType: string | null): void {
  const type = contentType?.split(';', 1)[0]?.trim() ?? ''
  if (type.toLowerCase() !== 'application/json') throw unsupportedContentType(type)
}
