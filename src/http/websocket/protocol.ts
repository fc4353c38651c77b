import { type ExecutionResult, GraphQLError, GraphQLSchema, parse } from 'graphql'
import { type Context, makeServer, type Server } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { codedError, inputError } from '../../core/errors.ts'
import { mapIterator } from '../../core/map-iterator.ts'
import type { RequestContext, RequestHeaders, RequestStats } from '../../core/request-context.ts'
import type { ResultStream } from '../../operation/execute.ts'
import { failedResult } from '../../operation/public-result.ts'
import { isStream } from '../../operation/subscriptions.ts'
import type { Gate } from '../gate.ts'
import { readParams } from '../params.ts'
import { beginRequest } from '../request-id.ts'
import type { HttpStages } from '../stages.ts'

/** What a connection is known by. */
export interface Extra {
  /** The request that it came with. Once it is acknowledged, that has been authenticated. */
  request: RequestContext
  socket: WebSocket
  /** Aborted when it is closed. */
  signal: AbortSignal
}

type SocketContext = Context<Record<string, unknown> | undefined, Extra>

/** Operations of one connection that may be about to begin, or run, at once; subscriptions that have begun do not count. */
const MAX_RUNNING = 16

/** Characters of the id that a client gives an operation: it is kept, and sent with each of its results. */
const MAX_ID_LENGTH = 128

/**
 * The library of the protocol would execute by itself. It is given what has been executed, as a subscription of any
 * kind: it sends what comes of one, be it a stream or one result.
 */
const anyOperation = parse('subscription { any }')
const anySchema = new GraphQLSchema({})

/**
 * The server side of `graphql-transport-ws`: each operation of a connection takes the way of every other.
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export function createProtocol(stages: HttpStages, access: Gate): Server<Extra> {
  const { run, findDocument, publicResult, finish } = stages
  const running = new WeakMap<WebSocket, number>()

  /** Authentication by the first message: pages can send no header with a WebSocket. */
  async function authenticate({ connectionParams, extra }: SocketContext): Promise<boolean> {
    const { http } = extra.request
    if (http.headers.get('authorization') !== null) return true
    const headers = withAuthorization(http.headers, credentialIn(connectionParams))
    extra.request = { ...extra.request, http: { ...http, headers } }
    const refusal = await access(extra.request)
    if (refusal) finish(extra.request, refusal.status, refusal.headers)
    return refusal === undefined
  }

  /** Limits the operations of a connection that begin at once: while there are too many, it is not read from. */
  async function inTurn<T>(socket: WebSocket, begin: () => Promise<T>): Promise<T> {
    const count = (running.get(socket) ?? 0) + 1
    running.set(socket, count)
    if (count >= MAX_RUNNING) socket.pause()
    try {
      return await begin()
    } finally {
      const rest = (running.get(socket) ?? 1) - 1
      running.set(socket, rest)
      if (rest < MAX_RUNNING && socket.isPaused) socket.resume()
    }
  }

  async function execute(
    { request, signal }: Extra,
    payload: unknown,
  ): Promise<ExecutionResult | ResultStream> {
    const { authorization, expiresAt } = request
    const operation: RequestContext = {
      ...beginRequest({ ...request.http, method: 'POST', signal }),
      authorization,
      ...(expiresAt !== undefined && { expiresAt }),
    }
    const result = await begin(operation, payload).catch(failedResult)
    const toShown = (one: ExecutionResult, stats: RequestStats) => withoutStatus(publicResult(one, stats))
    const shown = isStream(result)
      ? mapIterator(result, (one) => toShown(one, { ...operation.stats, codes: [] }))
      : toShown(result, operation.stats)
    finish(operation, 200, new Map())
    return shown
  }

  async function begin(operation: RequestContext, payload: unknown) {
    if (operation.expiresAt !== undefined && operation.expiresAt <= Date.now()) {
      throw codedError('UNAUTHENTICATED', 'The credentials have expired; connect again with new ones')
    }
    return run(readParams(payload, findDocument), operation, { streams: true })
  }

  return makeServer<Record<string, unknown> | undefined, Extra>({
    onConnect: authenticate,
    async onSubscribe({ extra }, id, payload) {
      if (id.length > MAX_ID_LENGTH) {
        const problem = { limit: MAX_ID_LENGTH, actual: id.length, unit: 'characters' } as const
        return [
          inputError(`The id of the operation is too long; at most ${MAX_ID_LENGTH} characters`, problem),
        ]
      }
      const result = await inTurn(extra.socket, () => execute(extra, payload))
      if (!isStream(result) && result.errors && !('data' in result)) return result.errors
      return { schema: anySchema, document: anyOperation, contextValue: result }
    },
    // It was executed above. This is called for each, since they all seem to be subscriptions.
    subscribe: ({ contextValue }) => contextValue as ExecutionResult | ResultStream,
  })
}

/** Errors have an HTTP status for adapters that can send it. */
function withoutStatus(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result
  const errors = result.errors.map((error) => {
    const { http: _, ...extensions } = error.extensions
    const { message, nodes, source, positions, path } = error
    return new GraphQLError(message, { nodes, source, positions, path, extensions })
  })
  return { ...result, errors }
}

/** What a client gives as its credential: in `authorization`, or among `headers`, in any case. */
function credentialIn(params: Readonly<Record<string, unknown>> = {}): string | null {
  const found = [params, Object(params['headers'])]
    .flatMap((fields) => Object.entries<unknown>(fields))
    .find(([name]) => name.toLowerCase() === 'authorization')
  if (found?.[1] == null) return null
  // What is no text is no credential either, and never taken for none.
  return typeof found[1] === 'string' ? found[1] : ''
}

function withAuthorization(headers: RequestHeaders, authorization: string | null): RequestHeaders {
  return {
    get: (name) => (name === 'authorization' ? authorization : headers.get(name)),
    keys: () => (authorization === null ? headers.keys() : [...headers.keys(), 'authorization']),
  }
}
