import { type DocumentNode, type ExecutionResult, GraphQLError, type OperationDefinitionNode } from 'graphql'
import { codedError, inputError } from '../core/errors.ts'
import { limits } from '../core/limits.ts'
import type { RequestContext } from '../core/request-context.ts'
import type { ResultStream } from './execute.ts'
import { fieldCountOf } from './size.ts'

export interface SubscriptionLimits {
  /** Subscriptions of this process at once. */
  maxSubscriptions: number
  /** Of one caller. Callers without a key are one. */
  maxSubscriptionsPerCaller: number
}

export interface SubscriptionOptions extends SubscriptionLimits {
  /** Told how many there are, each time that one begins or ends. Default: nobody is told. */
  onSubscriptions?: ((count: number) => void) | undefined
}

/** @throws `BAD_USER_INPUT` for a subscription that would take too much for as long as it lasts. */
export function checkSubscription(
  { query, variables = {} }: { query: string; variables?: Record<string, unknown> | undefined },
  document: DocumentNode,
  operation: OperationDefinitionNode,
): void {
  const fields = fieldCountOf(document, operation)
  const maxFields = limits.subscriptionFields
  if (fields > maxFields) {
    const message = `The subscription selects ${fields} fields; at most ${maxFields} are allowed`
    throw inputError(message, { limit: maxFields, actual: fields, unit: 'fields' }, { nodes: operation })
  }
  const length = query.length + JSON.stringify(variables).length
  const maxLength = limits.subscriptionLength
  if (length > maxLength) {
    const message = `The subscription has ${length} characters, variables included; at most ${maxLength} are allowed`
    throw inputError(message, { limit: maxLength, actual: length, unit: 'characters' }, { nodes: operation })
  }
}

/** The place of one subscription among all that there may be. */
interface Slot {
  release: () => void
}

/** Keeps the subscriptions of a process within their limits, and ends those whose client has left or may stay no longer. */
export function createSubscriptions({
  maxSubscriptions,
  maxSubscriptionsPerCaller,
  onSubscriptions,
}: SubscriptionOptions) {
  const byCaller = new Map<string, number>()
  let total = 0

  /** @throws `RATE_LIMITED` where there are too many. */
  function acquire(caller: string): Slot {
    const own = byCaller.get(caller) ?? 0
    if (own >= maxSubscriptionsPerCaller) throw tooMany('of one caller', maxSubscriptionsPerCaller)
    if (total >= maxSubscriptions) throw tooMany('on this server', maxSubscriptions)
    byCaller.set(caller, own + 1)
    onSubscriptions?.(++total)
    let isHeld = true
    return {
      release() {
        if (!isHeld) return
        isHeld = false
        const rest = (byCaller.get(caller) ?? 0) - 1
        if (rest > 0) byCaller.set(caller, rest)
        else byCaller.delete(caller)
        onSubscriptions?.(--total)
      },
    }
  }

  /**
   * Begins a subscription for a request, unless there are too many.
   *
   * @param begin what the stream comes from; or its result, where it cannot begin.
   */
  return async (
    { http: { signal }, authorization, expiresAt }: RequestContext,
    begin: () => Promise<ExecutionResult | ResultStream>,
  ): Promise<ExecutionResult | ResultStream> => {
    const slot = acquire(authorization ?? '')
    let results: ExecutionResult | ResultStream
    try {
      results = await begin()
    } catch (error) {
      slot.release()
      throw error
    }
    if (!isStream(results)) {
      slot.release()
      return results
    }
    return limited(results, { signal, expiresAt, onEnd: slot.release })
  }
}

/** Whether a result is one of many. */
export function isStream(result: ExecutionResult | ResultStream): result is ResultStream {
  return Symbol.asyncIterator in result
}

interface StreamEnds {
  signal: RequestContext['http']['signal']
  expiresAt: number | undefined
  onEnd: () => void
}

/** The longest delay of a timer, in milliseconds: 24 days, for which no connection lasts. */
const MAX_DELAY = 2 ** 31 - 1

/**
 * A stream that ends with its client, and when the credential of its caller expires. An error of the stream is its last
 * result, since clients are told of errors in results alone.
 */
function limited(results: ResultStream, { signal, expiresAt, onEnd }: StreamEnds): ResultStream {
  let isOver = false
  let lastError: GraphQLError | undefined
  const validFor = expiresAt === undefined ? Number.POSITIVE_INFINITY : expiresAt - Date.now()
  const expiry = validFor <= MAX_DELAY ? setTimeout(expire, Math.max(validFor, 0)).unref() : undefined
  const onAbort = {
    handleEvent() {
      end()
      void results.return?.()
    },
  }

  function expire(): void {
    lastError = codedError('UNAUTHENTICATED', 'The credentials have expired; subscribe again with new ones')
    void results.return?.()
  }

  function end(): void {
    isOver = true
    clearTimeout(expiry)
    signal.removeEventListener('abort', onAbort)
    onEnd()
  }

  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort.handleEvent()
  return {
    async next() {
      if (isOver) return { done: true, value: undefined }
      try {
        const result = await results.next()
        if (!result.done) return result
      } catch (error) {
        lastError =
          error instanceof GraphQLError ? error : new GraphQLError('', { originalError: Object(error) })
      }
      end()
      return lastError ? { done: false, value: { errors: [lastError] } } : { done: true, value: undefined }
    },
    async return() {
      end()
      await results.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function tooMany(where: string, limit: number): GraphQLError {
  const message = `There are ${limit} subscriptions ${where} already, as many as are allowed; end one first`
  return codedError('RATE_LIMITED', message, {
    extensions: { limit, actual: limit + 1, unit: 'subscriptions' },
  })
}
