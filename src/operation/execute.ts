import { type ExecutionArgs, type ExecutionResult, execute, getOperationAST } from 'graphql'
import { createCompiler } from './compile.ts'
import { createPreflight, type PreflightOptions } from './preflight.ts'

export interface ExecuteOptions extends PreflightOptions {
  /** How often an operation is interpreted before it is compiled. */
  compileAfter: number
}

/** Executes operations, as `execute` of graphql-js does. */
export type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>

/**
 * `execute` of graphql-js, with the preflight before it: an operation that breaks a limit does nothing at all. One that
 * comes often runs in its compiled form, with the same result.
 */
export function createExecute({ compileAfter, ...options }: ExecuteOptions): Execute {
  const preflight = createPreflight(options)
  const compiled = createCompiler(compileAfter)

  return (args) => {
    const { schema, document, operationName, variableValues, rootValue, contextValue } = args
    const operation = getOperationAST(document, operationName)
    // Which operation is meant, graphql-js says.
    if (!operation) return execute(args)
    const { errors, variables } = preflight({ schema, document, operation, variables: variableValues ?? {} })
    if (errors) return { errors }
    const run = compiled(schema, document, operation)
    return run ? run(rootValue, contextValue, variables) : execute(args)
  }
}
