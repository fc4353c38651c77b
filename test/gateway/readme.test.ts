import { readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { withCode } from '../../scripts/print-readme-code.ts'
import { createThreadsApp } from './readme/type-prefix.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

describe('the README on clients and gateways', () => {
  it('has the code that the tests run', () => {
    expect(readme).toBe(withCode(readme))
    expect(readme.match(/^<!-- test\/.*\.ts -->$/gm)).toHaveLength(7)
  })

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
})
