import { codedError } from '../core/errors.ts'
import type { ServerContext, ServerPlugin } from '../core/request-context.ts'
import { isLargerThan } from './response-size.ts'

/**
 * Puts an error in the place of a result that is larger than a response may be, before it is written: one thread can
 * stand in it thousands of times. Stands behind the plugin that gives errors their codes.
 */
export function useResponseLimit(maxBytes: number): ServerPlugin {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      if (Array.isArray(result) || !isLargerThan(maxBytes, result)) return
      const { work } = serverContext as ServerContext
      setResult({ data: null, errors: [tooLarge(maxBytes, work.type === 'mutation')] })
    },
  }
}

function tooLarge(limit: number, changed: boolean) {
  const message = `The response would be larger than ${limit} bytes`
  const extensions = { limit, unit: 'bytes' }
  return changed
    ? codedError('OUTCOME_UNKNOWN', `${message}. The mutations were sent: read the threads.`, { extensions })
    : codedError('BAD_USER_INPUT', `${message}; ask for less at a time`, { extensions })
}
