import { onTestFinished } from 'vitest'
import { startServer } from '../server.ts'
import { startTcpProxy } from '../tcp-proxy.ts'
import { Latest } from './latest.ts'

/** Serves stored threads to a client, behind a proxy that can cut its connections, and lets another client change them. */
export async function serveLive(env: Record<string, string> = {}) {
  const queries = new Latest(0)
  const server = await startServer(env, {
    plugins: [
      {
        onParams({ params: { query = '' } }) {
          if (query.trimStart().startsWith('query')) queries.set(queries.value + 1)
        },
      },
    ],
  })
  const proxy = await startTcpProxy(Number(new URL(server.url).port))
  onTestFinished(async () => {
    await proxy.close()
    await server.close()
  })
  const change = async (mutation: string) => {
    const { data, errors } = await server.query<Record<string, { id: string }>>(`mutation { ${mutation} }`)
    if (errors) throw new Error(JSON.stringify(errors))
    return Object.values(data ?? {})[0]?.id ?? ''
  }
  return {
    server,
    endpoint: new URL('/graphql', proxy.baseURL).href,
    /** How many queries have come in. */
    queries,
    cut: proxy.cut,
    create: (topic: string) => change(`createThread(metadata: { topic: "${topic}" }) { id }`),
    rename: (id: string, topic: string) =>
      change(`updateThread(id: "${id}", metadata: { topic: "${topic}" }) { id }`),
    remove: (id: string) => change(`deleteThread(id: "${id}") { id }`),
  }
}
