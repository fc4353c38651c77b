/** A place in a change log. */
export interface ChangePosition {
  position: number
  /** When the change at this position was written, in Unix milliseconds: another log has another one there. */
  at: number
}

/** What became of a resource, and how it is now. */
export interface Change extends ChangePosition {
  kind: 'created' | 'updated' | 'deleted'
  id: string
  /** The resource as the upstream sends it, in JSON: in the state when this was read; null once it is deleted. */
  resource: string | null
}

/**
 * Why changes come to an end: those since `after` are no longer kept; the subscriber takes them more slowly than they
 * come; or the server is about to end.
 */
export type EndOfChanges = 'expired' | 'too slow' | 'closing'

/** Ends a stream of changes. */
export class ChangesEnded extends Error {
  readonly reason: EndOfChanges

  constructor(reason: EndOfChanges) {
    super(`The changes have ended: ${reason}.`)
    this.name = 'ChangesEnded'
    this.reason = reason
  }
}

export interface ChangesRequest {
  /** Only changes of these. Default: of all that the caller has. */
  ids?: readonly string[] | undefined
  /** First what has happened behind this position. Default: only what happens from now on. */
  after?: ChangePosition | undefined
}

/**
 * Follows the changes of what one caller has, each exactly once and in their order. It resolves once nothing that
 * happens from then on is missed.
 *
 * @param authorization the caller's credential, as a header has it; null where there is none.
 * @throws ChangesEnded when there is nothing to follow, and so does the stream when it ends by itself.
 */
export type ChangeSource = (
  authorization: string | null,
  request: ChangesRequest,
) => Promise<AsyncIterableIterator<Change>>
