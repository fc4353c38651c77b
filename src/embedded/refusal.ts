import { StoreBusyError, StoreOutcomeUnknownError } from './stores/store.ts'
import { outcomeUnknown, serverBusy, serverError, WireError } from './wire-error.ts'

/** Told of every failure that gets a 5xx: the client learns only that there was one. It must not throw. */
export type OnError = (cause: unknown) => void

/** What a client gets for anything that a handler threw. A failure that is no refusal is reported. */
export function refusalOf(cause: unknown, onError?: OnError): WireError {
  if (cause instanceof WireError) return cause
  onError?.(cause)
  if (cause instanceof StoreOutcomeUnknownError) return outcomeUnknown()
  return cause instanceof StoreBusyError ? serverBusy() : serverError()
}
