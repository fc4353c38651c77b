import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql'
import { inputError } from '../core/errors.ts'
import type { RequestContext } from '../core/request-context.ts'
import { createDocuments, type DocumentLimits, type Documents } from './documents.ts'
import { createExecutor, type ExecuteOptions, type Executor, type ResultStream } from './execute.ts'
import { checkSubscription, createSubscriptions, type SubscriptionOptions } from './subscriptions.ts'

/** What a request asks for. https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters */
export interface OperationParams {
  query: string
  operationName?: string | undefined
  variables?: Record<string, unknown> | undefined
}

/** The stages of an operation. Plugins of others may put something around each. */
export interface Stages {
  parse: Documents['parse']
  validate: Documents['validate']
  /** Makes what resolvers get. */
  contextFor: (request: RequestContext) => unknown
  execute: Executor['execute']
  subscribe: Executor['subscribe']
}

export interface OperationOptions extends DocumentLimits, ExecuteOptions, SubscriptionOptions {
  schema: GraphQLSchema
  contextFor: Stages['contextFor']
  /** Called when an operation begins, before its document is looked at. */
  onStart: (request: RequestContext) => void
}

/** Runs one operation. Its errors still need `publicResult`. */
export interface RunOperation {
  (params: OperationParams, request: RequestContext, options?: RunOptions): Promise<ExecutionResult>
  (
    params: OperationParams,
    request: RequestContext,
    options: RunOptions & StreamOptions,
  ): Promise<ExecutionResult | ResultStream>
}

export interface RunOptions {
  /** Default: those of the server. */
  stages?: Stages | undefined
}

export interface StreamOptions {
  /** Whether the client can be sent a stream of results. Otherwise a subscription is refused. */
  streams: boolean
}

/**
 * The way of every operation, whatever it came by: params → document (parsed, limited and validated, or known) →
 * preflight → execution.
 */
export function createOperation(options: OperationOptions): { stages: Stages; run: RunOperation } {
  const { schema, contextFor, onStart } = options
  const own: Stages = { ...createDocuments(schema, options), contextFor, ...createExecutor(options) }
  const withinLimits = createSubscriptions(options)

  async function run(
    { query, operationName, variables }: OperationParams,
    request: RequestContext,
    { stages = own, streams = false }: RunOptions & Partial<StreamOptions> = {},
  ): Promise<ExecutionResult | ResultStream> {
    const { parse, validate, contextFor, execute, subscribe } = stages
    request.stats.isOperation = true
    onStart(request)
    const document = parse(query)
    const operation = findOperation(document, operationName, request)
    const type = operation.operation
    const errors = validate(document)
    if (errors.length > 0) return { errors }
    request.stats.type = type
    if (type === 'subscription') {
      if (!streams) throw needsStream()
      checkSubscription({ query, variables }, document, operation)
    }
    const contextValue = await contextFor(request)
    const args = { schema, document, contextValue, variableValues: variables, operationName }
    return type === 'subscription' ? withinLimits(request, () => subscribe(args)) : execute(args)
  }

  return { stages: own, run: run as RunOperation }
}

function needsStream(): GraphQLError {
  return inputError(
    'A subscription needs "Accept: text/event-stream" and no other media type, or a WebSocket (graphql-transport-ws)',
  )
}

/** Characters of an operation's name in logs and traces. */
const MAX_NAME_LENGTH = 100

/** @throws GraphQLError where it is not clear which operation is meant, and for a mutation that came by GET. */
function findOperation(
  document: DocumentNode,
  operationName: string | undefined,
  request: RequestContext,
): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName)
  if (!operation) {
    const extensions = { http: { status: 400 } }
    throw new GraphQLError('Could not determine what operation to execute.', { extensions })
  }
  if (operation.operation === 'mutation' && request.http.method === 'GET') {
    const extensions = { http: { status: 405, headers: { Allow: 'POST' } } }
    throw new GraphQLError('Can only perform a mutation operation from a POST request.', { extensions })
  }
  const name = operation.name?.value.slice(0, MAX_NAME_LENGTH)
  if (name !== undefined) request.stats.operation = name
  return operation
}
