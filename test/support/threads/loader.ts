import type { Plugin } from 'graphql-yoga'
import type { Context } from '../../../src/graphql/context.ts'
import { type ThreadLoader, threadLoader } from '../../../src/resources/thread/loader.ts'

/** Does something with the loader of an operation, before and after the operation itself. */
export function useLoader(use: {
  before?: (threads: ThreadLoader) => unknown
  after?: (threads: ThreadLoader) => unknown
}): Plugin<Context> {
  return {
    async onExecute({ args }) {
      await use.before?.(args.contextValue.use(threadLoader))
      return {
        async onExecuteDone({ args }) {
          await use.after?.(args.contextValue.use(threadLoader))
        },
      }
    },
  }
}
