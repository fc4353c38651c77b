import { type ExecutionArgs, type ExecutionResult, execute, getOperationAST, subscribe } from 'graphql'
import { mapIterator } from '../core/map-iterator.ts'
import { createCompiler } from './compile.ts'
import { createPreflight, type PreflightOptions, type Verdict } from './preflight.ts'

export interface ExecuteOptions extends PreflightOptions {
  /** How often an operation is interpreted before it is compiled. */
  compileAfter: number
}

/** The results of a subscription, one for each event. */
export type ResultStream = AsyncIterableIterator<ExecutionResult>

export interface Executor {
  /**
   * `execute` of graphql-js, with the preflight before it: an operation that breaks a limit does nothing at all. One that
   * comes often runs in its compiled form, with the same result.
   */
  execute: (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>
  /**
   * `subscribe` of graphql-js, with the preflight before it. Each event is executed as an operation of its own: what
   * the context has loaded for the one before, it loads afresh (`renew`).
   */
  subscribe: (args: ExecutionArgs) => Promise<ExecutionResult | ResultStream>
}

/** Executes operations. */
export function createExecutor({ compileAfter, ...options }: ExecuteOptions): Executor {
  const check = createPreflight(options)
  const compiled = createCompiler(compileAfter)

  /** Undefined where it is not clear which operation is meant: graphql-js says so. */
  function preflight(args: ExecutionArgs): Verdict | undefined {
    const { schema, document, operationName, variableValues, contextValue: context } = args
    const operation = getOperationAST(document, operationName)
    if (!operation) return undefined
    return check({ schema, document, operation, variables: variableValues ?? {}, context })
  }

  return {
    execute(args) {
      const { schema, document, operationName, rootValue, contextValue } = args
      const verdict = preflight(args)
      if (verdict?.errors) return { errors: verdict.errors }
      const operation = getOperationAST(document, operationName)
      const run = operation && compiled(schema, document, operation)
      return run && verdict ? run(rootValue, contextValue, verdict.variables) : execute(args)
    },

    async subscribe(args) {
      const verdict = preflight(args)
      if (verdict?.errors) return { errors: verdict.errors }
      const results = await subscribe(args)
      if (!(Symbol.asyncIterator in results)) return results
      return mapIterator(results[Symbol.asyncIterator](), (result) => {
        // The next event begins when its result is asked for.
        Object(args.contextValue).renew?.()
        return result
      })
    },
  }
}
