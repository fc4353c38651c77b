import { type Dispatcher, errors, type Pool } from 'undici'
import { BufferedResponse } from '../core/buffered-response.ts'
import { limits } from '../core/limits.ts'
import type { Connection, ConnectionHandler } from './connections.ts'
import type { CallTime, UnderWay } from './deadline.ts'
import { TransportError } from './transport-error.ts'

/** What came of a request: a whole response, or why there is none. */
export type Outcome = BufferedResponse | Error

/** Interim responses (1xx) to one request; an upstream that sends more than any needs is not waited for. */
const MAX_INTERIM = 100

/** Sends one request and reads its whole response. It does not reject. */
export function exchange(pool: Pool, request: Dispatcher.DispatchOptions, time: CallTime): Promise<Outcome> {
  return new Promise((resolve) => {
    if (time.over) return resolve(time.error({ sent: false }))
    new Exchange(pool, request, time, resolve).send()
  })
}

/** One object for each request, and no closures: a batch has hundreds of them in flight. */
class Exchange implements ConnectionHandler, UnderWay {
  connection: Connection | undefined
  readonly #pool: Pool
  readonly #request: Dispatcher.DispatchOptions
  readonly #time: CallTime
  readonly #resolve: (outcome: Outcome) => void
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #interim = 0
  #headers: Dispatcher.ResponseData['headers'] = {}
  readonly #chunks: Buffer[] = []
  #bytes = 0

  constructor(
    pool: Pool,
    request: Dispatcher.DispatchOptions,
    time: CallTime,
    resolve: (outcome: Outcome) => void,
  ) {
    this.#pool = pool
    this.#request = request
    this.#time = time
    this.#resolve = resolve
    time.add(this)
  }

  send(): void {
    this.#pool.dispatch(this.#request, this)
  }

  onTimeOver(): void {
    this.#stop(this.#time.error({ sent: this.#controller !== undefined }))
  }

  /** Called right before the request is written to a connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while the connection was being made. Thrown, and not `controller.abort()`: that would close the
    // connection, and nothing is wrong with it.
    if (this.#time.over) throw this.#time.error({ sent: false })
    if (this.connection?.isStale()) throw new StaleConnection()
    this.#controller = controller
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Dispatcher.ResponseData['headers'],
  ): void {
    if (status < 200 && ++this.#interim > MAX_INTERIM)
      this.#stop(new TransportError('malformed', { sent: true }))
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > limits.upstreamResponseBytes)
      this.#stop(new TransportError('too-large', { sent: true }))
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.connection?.used()
    // Above 599 there is no HTTP status.
    const outcome =
      this.#status > 599
        ? new TransportError('malformed', { sent: true })
        : new BufferedResponse(this.#status, this.#headers, joined(this.#chunks))
    this.#settle(outcome)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (error instanceof StaleConnection) {
      // undici's own timer for that connection is due as well, and closes it in the meantime.
      setTimeout(sendAgain, 1, this)
      return
    }
    const failure = isMalformed(error) ? 'malformed' : 'connection'
    this.#settle(new TransportError(failure, { sent: this.#controller !== undefined, reason: error }))
  }

  #stop(error: Error): void {
    this.#settle(error)
    this.#controller?.abort(error)
  }

  #settle(outcome: Outcome): void {
    this.#time.delete(this)
    this.#resolve(outcome)
  }
}

/** Nothing was written: the connection had been idle for too long. */
class StaleConnection extends Error {
  override name = 'StaleConnection'
}

function sendAgain(exchange: Exchange): void {
  exchange.send()
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks
  return only && chunks.length === 1 ? only : Buffer.concat(chunks)
}

/** Whether what came was not HTTP; otherwise the connection is to blame. */
function isMalformed(error: Error): boolean {
  // The parser also complains of a response that ends too soon: there the connection was closed. Its words are
  // all that tells this apart.
  if (error instanceof errors.HTTPParserError) return !error.message.includes('Invalid EOF state')
  return error instanceof errors.HeadersOverflowError
}
