import { BodyAlreadyRead, BodyTooLarge, isEncoded, isJson, parseBody, readBytes } from '../core/body.ts'
import { parseJson } from '../core/json.ts'
import {
  bodyAlreadyRead,
  bodyNotJson,
  bodyTooLarge,
  unsupportedContentEncoding,
  unsupportedContentType,
} from './wire-error.ts'

/**
 * The JSON value in a request's body. Anything but JSON is refused, and so is a body without a type: a web page
 * can send those to any server that its visitor can reach, without asking that server first
 * (https://fetch.spec.whatwg.org/#simple-header).
 *
 * @param whenEmpty what an empty body stands for; without it, an empty body is broken JSON.
 * @throws WireError 413 above `maxBytes`; 415 for a body that is compressed; 400 for a content type other than JSON, for broken JSON, for invalid
 *   UTF-8, and for a body that ended early.
 */
export async function readJsonBody(request: Request, maxBytes: number, whenEmpty?: object): Promise<unknown> {
  const encoding = request.headers.get('content-encoding')
  if (isEncoded(encoding)) throw unsupportedContentEncoding(encoding ?? '')
  const bytes = await readBytes(request, maxBytes).catch((error) => {
    if (error instanceof BodyTooLarge) throw bodyTooLarge(maxBytes)
    if (error instanceof BodyAlreadyRead) throw bodyAlreadyRead(error.message)
    // Any other failure is of a stream that ended early.
    throw bodyNotJson()
  })
  const type = request.headers.get('content-type')
  if (bytes.length > 0 && !isJson(type)) throw unsupportedContentType(type ?? '')
  return parseJsonBody(bytes, whenEmpty)
}

/**
 * The JSON value in a body that was read.
 *
 * @param whenEmpty what an empty body stands for; without it, an empty body is broken JSON.
 * @throws WireError 400 for broken JSON and for invalid UTF-8.
 */
export function parseJsonBody(body: Uint8Array | string, whenEmpty?: object): unknown {
  if (body.length === 0 && whenEmpty !== undefined) return whenEmpty
  try {
    return typeof body === 'string' ? parseJson(body) : parseBody(body)
  } catch {
    throw bodyNotJson()
  }
}
