import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql'
import type { GraphQLParams, YogaServerInstance } from 'graphql-yoga'
import type { ServerContext, ServerPlugin } from '../core/request-context.ts'

type Hooks = Pick<ServerPlugin, 'onRequest' | 'onParams' | 'onExecute' | 'onResultProcess'>
type PayloadOf<Name extends keyof Hooks> = Parameters<NonNullable<Hooks[Name]>>[0]

type ExecuteDoneHook = NonNullable<
  Extract<Awaited<ReturnType<NonNullable<Hooks['onExecute']>>>, object>['onExecuteDone']
>

/** What plugins know of a request, in the form in which yoga hands it to them. */
export type FullContext = PayloadOf<'onRequest'>['serverContext']
/** What plugins are shown of a result. */
export type Result = PayloadOf<'onResultProcess'>['result']

export interface DirectOperationOptions<Context extends object> {
  yoga: YogaServerInstance<ServerContext, Context>
  schema: GraphQLSchema
  /** Those that yoga runs, in the same order. */
  plugins: readonly Pick<Hooks, 'onParams' | 'onExecute'>[]
  /** What resolvers get. */
  contextOf: (context: ServerContext & { request: Request }) => Context
  /** The documents that yoga remembers, by their texts. */
  documents: { get: (text: string) => DocumentNode | undefined }
}

/**
 * Runs operations as yoga does. For a document that has run before, it leaves out the steps in which yoga would find
 * that out: they take longer than the execution.
 */
export function createDirectOperation<Context extends object>({
  yoga,
  schema,
  plugins,
  contextOf,
  documents,
}: DirectOperationOptions<Context>) {
  const paramsHooks = plugins.flatMap(({ onParams }) => onParams ?? [])
  const executeHooks = plugins.flatMap(({ onExecute }) => onExecute ?? [])
  /** Documents that were found valid. */
  const valid = new WeakSet<DocumentNode>()

  async function run(
    document: DocumentNode,
    params: GraphQLParams,
    context: FullContext & { request: Request },
  ): Promise<ExecutionResult> {
    const contextValue = Object.assign(context, { params }, contextOf(context))
    const { variables: variableValues, operationName } = params
    const args = { schema, document, contextValue, variableValues, operationName }
    let executeFn: (all: typeof args) => unknown = execute
    let result: unknown
    const payload = {
      args,
      setExecuteFn: (other: typeof executeFn) => {
        executeFn = other
      },
      setResultAndStopExecution: (refusal: unknown) => {
        result = refusal
      },
    }
    const after = []
    for (const hook of executeHooks) {
      const afterwards = hook(partly<PayloadOf<'onExecute'>>(payload))
      if (afterwards) after.push(await afterwards)
      if (result) break
    }
    result ??= await executeFn(args)
    const setResult = (changed: unknown) => {
      result = changed
    }
    for (const it of after)
      it?.onExecuteDone?.(partly<Parameters<ExecuteDoneHook>[0]>({ args, result, setResult }))
    return result as ExecutionResult
  }

  /** @throws what a plugin throws, and a GraphQLError for params that are none. */
  return async (sent: GraphQLParams, request: Request, serverContext: FullContext): Promise<Result> => {
    if (!isPlain(sent))
      return answered(await yoga.getResultForParams({ params: sent, request }, serverContext))
    let params: GraphQLParams = sent
    const context = Object.assign(serverContext, { request, params })
    const setParams = (changed: GraphQLParams) => {
      params = changed
    }
    const payload = { params, request, context, fetchAPI: yoga.fetchAPI, setParams }
    for (const hook of paramsHooks) {
      const done = hook(partly<PayloadOf<'onParams'>>(payload))
      if (done) await done
    }
    const query = String(params.query)
    const known = documents.get(query)
    // Which operation is meant is for yoga to say where that is not clear.
    if (known && valid.has(known) && getOperationAST(known, params.operationName))
      return run(known, params, context)
    const result = answered(await yoga.handleParams({ params, request, context }))
    // Nothing but a valid document gets as far as to have data.
    const remembered = documents.get(query)
    if (remembered && 'data' in result) valid.add(remembered)
    return result
  }
}

/** What a hook is given, with as much in it as plugins of this server look at. */
export function partly<T>(payload: { [Name in keyof T]?: unknown }): T {
  return payload as T
}

function answered<T>(result: T | undefined): T {
  if (result === undefined) throw new Error('an operation without a result')
  return result
}

const names = new Set(['query', 'variables', 'operationName', 'extensions'])

/** Whether yoga would have nothing to say against these, and finds the document in them. */
function isPlain(params: GraphQLParams): params is GraphQLParams & { query: string } {
  const { query, variables, operationName, extensions } = params
  return (
    typeof query === 'string' &&
    isMap(variables) &&
    isMap(extensions) &&
    (operationName == null || typeof operationName === 'string') &&
    Object.keys(params).every((name) => names.has(name))
  )
}

function isMap(value: unknown): boolean {
  return value == null || (typeof value === 'object' && !Array.isArray(value))
}
