import { createApp, readConfig } from '../../../src/index.ts'

export function createThreadsApp(env: Record<string, string | undefined>) {
  return createApp(readConfig(env), { schema: { typePrefix: 'Thread' } })
}
