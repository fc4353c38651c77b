import { expect, it, onTestFinished } from 'vitest'
import { createThreadsApp } from '../../samples/gateway/type-prefix.ts'

it('makes an app whose types have a prefix', async () => {
  const app = await createThreadsApp({ DATABASE_URL: 'file::memory:', LOG_LEVEL: 'silent' })
  onTestFinished(app.close)
  const response = await app.fetch(
    new Request('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __type(name: "ThreadMetadata") { kind } }' }),
    }),
  )
  expect(await response.json()).toEqual({ data: { __type: { kind: 'SCALAR' } } })
})
