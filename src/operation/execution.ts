import { getOperationAST } from 'graphql'
import type { ServerPlugin } from '../core/request-context.ts'
import { createCompiler } from './compile.ts'
import { createPreflight, type PreflightOptions } from './preflight.ts'

export interface ExecutionOptions extends PreflightOptions {
  /** How often an operation is interpreted before it is compiled. */
  compileAfter: number
}

/** Refuses an operation that breaks a limit before anything runs, and runs one that comes often in its compiled form. */
export function useExecution({ compileAfter, ...options }: ExecutionOptions): ServerPlugin {
  const preflight = createPreflight(options)
  const compiled = createCompiler(compileAfter)

  return {
    onExecute({ args, setExecuteFn, setResultAndStopExecution }) {
      const { schema, document, operationName, contextValue, rootValue, variableValues } = args
      const operation = getOperationAST(document, operationName)
      // Which operation is meant, execution says.
      if (!operation) return
      const { errors, variables } = preflight({
        schema,
        document,
        operation,
        variables: variableValues ?? {},
      })
      if (errors) return setResultAndStopExecution({ errors })
      const run = compiled(schema, document, operation)
      if (run) setExecuteFn(() => run(rootValue, contextValue, variables))
    },
  }
}
