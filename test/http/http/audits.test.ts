import { type AuditResult, serverAudits } from 'graphql-http'
import { beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../support/server.ts'

describe.each([
  ['as the command serves', {}],
  ['with a plugin, by yoga’s adapter', { plugins: [{}] }],
])('the audits of GraphQL over HTTP, %s,', (_, options) => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({}, options)
    return server.close
  })

  const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: fetch })

  it('all pass', async () => {
    const results = await Promise.all(
      audits.map(async ({ id, name, fn }) => `${id} ${name}: ${reasonOf(await fn())}`),
    )
    expect(results).toHaveLength(61)
    expect(results.filter((result) => !result.endsWith(': ok'))).toEqual([])
  })
})

function reasonOf(result: AuditResult): string {
  return result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`
}
