/** Why no whole response came. */
export type TransportFailure =
  /** The connection could not be made, or broke. */
  | 'connection'
  /** The deadline passed first. */
  | 'deadline'
  /** Too many others were in flight, and before it in line. */
  | 'no-turn'
  /** Too many others were waiting already. */
  | 'queue-full'
  /** The response was larger than the cap. */
  | 'too-large'
  /** The responses to the reads before it, of the same batch, were larger than the cap for all of them. */
  | 'batch-too-large'
  /** The response was not HTTP. */
  | 'malformed'

const messages: Record<TransportFailure, string> = {
  connection: 'the connection could not be made, or broke',
  // Not "timed out": by such words the client takes an error for a timeout of its own and drops this one.
  deadline: 'no whole response came before the deadline',
  'no-turn': 'too many other requests came first',
  'queue-full': 'too many other requests are waiting',
  'too-large': 'the response was larger than the cap',
  'batch-too-large': 'the responses before it were larger together than the cap for one operation',
  malformed: 'the response was not HTTP',
}

/** A request that got no whole response. */
export class TransportError extends Error {
  override name = 'TransportError'
  readonly failure: TransportFailure
  /** Whether the request reached a connection; false means that the upstream has seen nothing of it. */
  readonly sent: boolean
  /** What undici said. Not `cause`: the client reads words there (see `messages.deadline`). */
  readonly reason: unknown

  constructor(failure: TransportFailure, { sent, reason }: { sent: boolean; reason?: unknown }) {
    super(messages[failure])
    this.failure = failure
    this.sent = sent
    this.reason = reason
  }
}
