import { type AuditResult, serverAudits } from 'graphql-http'
import { beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../support/server.ts'

describe.each([
  ['as the command serves', {}],
  ['with a plugin of somebody’s own, the long way', { plugins: [{}] }],
])('the audits of GraphQL over HTTP, %s,', (_, options) => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({}, options)
    return server.close
  })

  const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: fetch })

  it('are 61', () => {
    expect(audits).toHaveLength(61)
  })

  it.each(audits)('$id $name', async ({ fn }) => {
    expect(reasonOf(await fn())).toBe('ok')
  })
})

function reasonOf(result: AuditResult): string {
  return result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`
}
