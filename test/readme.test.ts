import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { withTables } from '../scripts/print-readme-tables.ts'
import { limits } from '../src/core/limits.ts'
import { startServer } from './support/server.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('has the settings and error codes that the code has (npm run readme writes them)', () => {
  expect(readme).toBe(withTables(readme))
})

it('names the limits that are checked', () => {
  const { metadata, fileIds, vectorStoreIds, idLength, idsPerLookup } = limits
  expect(readme).toContain(
    `${metadata.pairs} pairs, keys of ${metadata.keyLength} characters, values of ${metadata.valueLength} characters`,
  )
  expect(readme).toContain(`${fileIds} ids`)
  expect(readme).toContain(`${vectorStoreIds} id |`)
  expect(readme).toContain(`1 to ${idLength} characters`)
  expect(readme).toContain(`${idsPerLookup.toLocaleString('en')} ids`)
})

it('shows a first mutation that works as it stands, and its answer', async () => {
  const server = await startServer()
  onTestFinished(server.close)
  const [, command = ''] = /```sh\n(curl .*?)```/s.exec(readme) ?? []
  const [, shown = ''] = /```json\n(.*?)```/s.exec(readme) ?? []
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    `${command.trim().replace('http://127.0.0.1:4000', server.url)} -s`,
  ])
  const answered = JSON.parse(stdout)
  const { id, createdAt } = answered.data.createThread
  const expected = JSON.parse(shown)
  expect(answered).toEqual({ data: { createThread: { ...expected.data.createThread, id, createdAt } } })
  expect(id).toMatch(/^thread_[A-Za-z0-9]{24}$/)
})
