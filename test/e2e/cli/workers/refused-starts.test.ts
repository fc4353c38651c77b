import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../support/embedded/temporary-folder.ts'
import { runCommand, startCommand } from '../../../support/process.ts'

/** Runs two workers that cannot start, and returns the one line that says why. All of their output has ended then. */
async function whyNot(env: Record<string, string>, expectedCode: number): Promise<string> {
  const { code, stdout, stderr } = await runCommand({ env: { WORKERS: '2', PORT: '0', ...env } })
  expect({ code, stdout }).toEqual({ code: expectedCode, stdout: '' })
  expect(stderr).toMatch(/^threads-graphql: [^\n]+\n$/)
  return stderr.trim()
}

describe('a start with two workers', () => {
  it('is refused where each would have threads of its own, in memory', async () => {
    expect(await whyNot({ DATABASE_URL: 'file::memory:' }, 2)).toBe(
      'threads-graphql: WORKERS is 2, and each of them would keep threads of its own in file::memory:; set DATABASE_URL to a file that they share, or WORKERS to 1',
    )
  })

  it('is not refused for that where the upstream is remote', async () => {
    const env = { WORKERS: '2', DATABASE_URL: 'file::memory:', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }
    const { url } = await startCommand({ env })
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  it('is refused in one line where the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const env = { PORT: String(port), DATABASE_URL: `file:${temporaryFolder()}/threads.db` }
    expect(await whyNot(env, 1)).toBe(
      `threads-graphql: cannot listen on 127.0.0.1:${port}: it is taken; set PORT or --port to another one, or 0 for any`,
    )
  })

  it('is refused in one line where no worker can use the database', async () => {
    const path = join(temporaryFolder(), 'threads.db')
    mkdirSync(path)
    expect(await whyNot({ DATABASE_URL: `file:${path}` }, 1)).toContain(
      `Cannot open the thread store at ${path}: `,
    )
  })

  it('is refused with exit code 2 where a worker refuses a setting', async () => {
    const env = { DATABASE_URL: `file:${temporaryFolder()}/threads.db`, PERSISTED_DOCUMENTS: 'none.json' }
    expect(await whyNot(env, 2)).toContain('threads-graphql: PERSISTED_DOCUMENTS is "none.json", which ')
  })
})
