import { type Dispatcher, errors, type Pool } from 'undici'
import { limits } from '../limits.ts'
import { abortedError, TransportError } from './transport-error.ts'
import { asResponse, WholeResponse } from './whole-response.ts'

/**
 * Sends one request and reads its whole answer.
 *
 * @throws TransportError where no whole answer came, or what the signal was aborted for.
 */
export function exchange(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let status = 0
    let headers: Dispatcher.ResponseData['headers'] = {}
    const chunks: Buffer[] = []
    let bytes = 0

    const fail = (error: unknown) => {
      signal.removeEventListener('abort', onAbort)
      reject(error)
    }
    const stop = (error: Error) => {
      fail(error)
      controller?.abort(error)
    }
    const onAbort = () => stop(abortedError(signal, { sent: controller !== undefined }))
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })

    pool.dispatch(request, {
      // Called right before the request is written to a connection.
      onRequestStart(started) {
        // Given up while the connection was being made. Thrown, and not `started.abort()`: that would close
        // the connection, and nothing is wrong with it.
        if (signal.aborted) throw abortedError(signal, { sent: false })
        controller = started
      },
      onResponseStart(_, statusCode, responseHeaders) {
        status = statusCode
        headers = responseHeaders
      },
      onResponseData(_, chunk) {
        bytes += chunk.length
        if (bytes > limits.upstreamResponseBytes) stop(new TransportError('too-large', { sent: true }))
        else chunks.push(chunk)
      },
      onResponseEnd() {
        // Above 599 there is no HTTP status.
        if (status > 599) return fail(new TransportError('malformed', { sent: true }))
        signal.removeEventListener('abort', onAbort)
        resolve(asResponse(new WholeResponse(status, headers, Buffer.concat(chunks))))
      },
      onResponseError(_, error) {
        const failure = isMalformed(error) ? 'malformed' : 'connection'
        fail(new TransportError(failure, { sent: controller !== undefined, reason: error }))
      },
    })
  })
}

/** Whether what came was not HTTP; otherwise the connection is to blame. */
function isMalformed(error: Error): boolean {
  // The parser also complains of an answer that ends too soon: there the connection was closed. Its words are
  // all that tells this apart.
  if (error instanceof errors.HTTPParserError) return !error.message.includes('Invalid EOF state')
  return error instanceof errors.HeadersOverflowError
}
