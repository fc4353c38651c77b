import { getOperationAST } from 'graphql'
import type { ErrorCode } from '../core/errors.ts'
import type { ServerContext, ServerPlugin, Work } from '../core/request-context.ts'

/** One operation that was answered. */
export interface OperationReport extends Omit<Work, 'isOperation' | 'isPage' | 'refusal' | 'span'> {
  requestId: string
  durationMs: number
  status: number
}

/**
 * Reports each request to `/graphql` that held an operation, once it is answered. Stands behind the plugin that
 * gives errors their codes.
 */
export function useOperationReport(report: (operation: OperationReport) => void): ServerPlugin {
  return {
    onParams({ context }) {
      workOf(context).isOperation = true
    },
    onExecute({ args: { document, operationName, contextValue } }) {
      const operation = getOperationAST(document, operationName)
      const work = workOf(contextValue)
      work.type = operation?.operation
      // For logs and traces, where a name of 200 kB is of no use.
      work.operation = operation?.name?.value.slice(0, 100)
    },
    onResultProcess({ result, serverContext }) {
      if (Array.isArray(result) || !('errors' in result)) return
      for (const { extensions } of result.errors ?? [])
        serverContext.work.codes.push(extensions['code'] as ErrorCode)
    },
    onResponse({ response, serverContext }) {
      if (!serverContext.work.isOperation) return
      const { requestId, work } = serverContext
      report({ ...work, requestId, durationMs: performance.now() - work.startedAt, status: response.status })
    },
  }
}

function workOf(context: object): Work {
  return (context as ServerContext).work
}
