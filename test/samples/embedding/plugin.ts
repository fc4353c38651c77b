import type { Plugin } from 'graphql-yoga'
import { type Context, createApp, readConfig, threadLoader } from '../../../src/index.ts'

/** Reads one thread before each operation, and keeps the operation from running when it does not exist. */
function requireThread(id: string): Plugin<Context> {
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const context: Context = args.contextValue
      const thread = await context.use(threadLoader).load(id)
      if (!thread) setResultAndStopExecution({ data: null })
    },
  }
}

export function createGuardedApp(env: Record<string, string | undefined>, id: string) {
  return createApp(readConfig(env), { plugins: [requireThread(id)] })
}
