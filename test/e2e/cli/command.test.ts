import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { settings } from '../../../src/config/settings.ts'
import { badValues } from '../../support/bad-values.ts'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { type Ended, runCommand, startCommand } from '../../support/process.ts'

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
)

/** One line on standard error, nothing else, and this exit code; returns the line. */
function expectOneLine({ code, signal, stdout, stderr }: Ended, expectedCode: number): string {
  expect({ code, signal, stdout }).toEqual({ code: expectedCode, signal: null, stdout: '' })
  expect(stderr).toMatch(/^threads-graphql: [^\n]+\n$/)
  return stderr.trim()
}

describe('the command', () => {
  it('prints where GraphQL is, the embedded upstream, and where its data lies', async () => {
    const database = `file:${temporaryFolder()}/threads.db`
    const { url, output } = await startCommand({ env: { DATABASE_URL: database } })
    expect(output()).toBe(
      `threads-graphql ${version}\n  GraphQL   ${url}/graphql\n  upstream  embedded, served at ${url}/v1\n  data      ${database}\n`,
    )
  })

  it('prints a remote upstream, and no data location then', async () => {
    const { url, output } = await startCommand({ env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } })
    expect(output()).toBe(
      `threads-graphql ${version}\n  GraphQL   ${url}/graphql\n  upstream  http://127.0.0.1:9/v1\n`,
    )
  })

  it('listens on the loopback address and a free port', async () => {
    const [one, other] = await Promise.all([startCommand(), startCommand()])
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/)
    expect(other.url).not.toBe(one.url)
  })

  const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some((it) => it.address === '::1'))
  it.runIf(hasIPv6)('prints an address of IPv6 as a URL wants it', async () => {
    const { url } = await startCommand({ env: { HOST: '::1' } })
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  it('makes the folder of its default database where it is started', async () => {
    const cwd = temporaryFolder()
    const { output } = await startCommand({ cwd, env: { DATABASE_URL: '' } })
    expect(output()).toContain('data      file:./data/threads.db\n')
    expect(readFileSync(join(cwd, 'data/threads.db')).subarray(0, 15).toString()).toBe('SQLite format 3')
  })

  it.each(['--version', '-v'])('prints its version on %s', async (flag) => {
    expect(await runCommand({ args: [flag] })).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.each(['--help', '-h'])('names every setting, its default and its flag on %s', async (flag) => {
    const { code, stdout, stderr } = await runCommand({ args: [flag] })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const setting of Object.values(settings)) {
      const line = stdout.split('\n').find((it) => it.trim().startsWith(`${setting.env} `))
      expect(line).toContain(`${setting.meaning} (${setting.default ?? 'unset'})`)
      if ('flag' in setting) expect(line).toContain(` --${setting.flag} `)
    }
  })

  it('prints its help though a setting is bad', async () => {
    expect(await runCommand({ args: ['--help'], env: { PORT: 'x' } })).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('a flag', () => {
  it('wins over the environment', async () => {
    const database = `file:${temporaryFolder()}/threads.db`
    const { output, url } = await startCommand({
      args: ['--port', '0', `--database-url=${database}`, '--host', '127.0.0.1'],
      env: { PORT: 'bad', DATABASE_URL: 'file::memory:', HOST: 'bad host' },
    })
    expect(output()).toContain(`data      ${database}\n`)
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  it.each([
    ['that there is not', ['--prot', '1'], "Unknown option '--prot'. Did you mean --port?"],
    ['that resembles none', ['--colour', 'red'], "Unknown option '--colour'."],
    ['of one letter that there is not', ['-p', '1'], "Unknown option '-p'."],
    ['with one dash instead of two', ['-port', '1'], "Unknown option '-p'. Did you mean --port?"],
    [
      'that is a part of one',
      ['--base-url=x'],
      "Unknown option '--base-url'. Did you mean --openai-base-url?",
    ],
    ['that is a variable in disguise', ['--PORT=1'], "Unknown option '--PORT'. Did you mean --port?"],
    [
      'for a key, since process lists show arguments',
      ['--openai-api-key', 'canary'],
      "Unknown option '--openai-api-key'. Set the variable OPENAI_API_KEY instead.",
    ],
    ['with a line break in it', ['--a\nb'], "Unknown option '--a?b'."],
    ['without its value', ['--port'], "Option '--port' needs a value."],
    ['with a value it does not take', ['--help=canary'], "Option '--help' takes no value."],
    [
      'with another one where its value should be',
      ['--host', '--port', '1'],
      "Option '--host' needs a value; one that begins with a dash is written '--host=-…'.",
    ],
    ['where it is no flag but a word', ['serve'], "Unexpected argument 'serve'."],
    ['where it may be a secret, unseen', ['--port', '0', 'OPENAI_API_KEY=canary'], 'Unexpected argument.'],
  ])('is refused %s', async (_, args, message) => {
    const line = expectOneLine(await runCommand({ args }), 2)
    expect(line).toBe(`threads-graphql: ${message} See --help.`)
  })

  it.each([
    [['--port', 'abc'], '--port is "abc"; a whole number from 0 to 65535 is required'],
    [['--port=-1'], '--port is "-1"; a whole number from 0 to 65535 is required'],
    [['--port='], '--port is empty; a whole number from 0 to 65535 is required'],
    [
      ['--database-url', ''],
      '--database-url is empty; a file: URL, such as file:./data/threads.db, or postgres://user:password@host:port/database is required',
    ],
    [
      ['--openai-base-url', 'https://user:canary@threads.example/v1'],
      '--openai-base-url is not valid; an http or https URL without user, query or fragment, such as https://threads.example/v1, is required',
    ],
    [
      ['--host', '0.0.0.0'],
      '--host is "0.0.0.0", where anyone could use the embedded threads without a key; set API_KEYS or JWT_JWKS_URL, or --host to 127.0.0.1',
    ],
    [
      ['--workers', '2', '--database-url', 'file::memory:'],
      '--workers is 2, and each of them would keep threads of its own in file::memory:; set --database-url to a file that they share, or --workers to 1',
    ],
  ])('with a value that is not allowed is named as the flag it is: %j', async (args, message) => {
    const ended = await runCommand({ args, env: { PORT: '0' } })
    expect(expectOneLine(ended, 2)).toBe(`threads-graphql: ${message}`)
  })

  it('leaves a variable its own name in messages', async () => {
    const line = expectOneLine(await runCommand({ args: ['--host', '127.0.0.1'], env: { PORT: 'abc' } }), 2)
    expect(line).toBe('threads-graphql: PORT is "abc"; a whole number from 0 to 65535 is required')
  })
})

describe('a bad value', () => {
  // Which values are bad, the tests of the configuration say.
  it.each(badValues.slice(0, 2))(
    'stops the start with one line that names %s, and exit code 2',
    async (variable, value) => {
      const line = expectOneLine(await runCommand({ env: { [variable]: value } }), 2)
      expect(line).toContain(`threads-graphql: ${variable} is `)
    },
  )

  it.each([
    ['OPENAI_BASE_URL', 'https://user:canary@threads.example/v1'],
    ['OPENAI_API_KEY', 'canary canary'],
    ['DATABASE_URL', 'mysql://user:canary@db.example/threads'],
  ])('is not echoed where it may hold a secret: %s', async (variable, value) => {
    const line = expectOneLine(await runCommand({ env: { [variable]: value } }), 2)
    expect(line).not.toContain('canary')
  })
})

describe('what cannot be done', () => {
  it('is said in one line where the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const ended = await runCommand({ env: { PORT: String(port), DATABASE_URL: 'file::memory:' } })
    expect(expectOneLine(ended, 1)).toBe(
      `threads-graphql: cannot listen on 127.0.0.1:${port}: it is taken; set PORT or --port to another one, or 0 for any`,
    )
  })

  it('is said in one line where the host is not one of this machine', async () => {
    // TEST-NET-1: an address that no machine has. https://www.rfc-editor.org/rfc/rfc5737
    // A key for callers: without one, the command would not open itself to other machines at all.
    const env = { HOST: '192.0.2.1', PORT: '0', DATABASE_URL: 'file::memory:', API_KEYS: 'key' }
    expect(expectOneLine(await runCommand({ env }), 1)).toContain('cannot listen on 192.0.2.1:0: ')
  })

  it.each([
    [
      'is a folder',
      (path: string) => {
        mkdirSync(path)
      },
    ],
    ['is not a database', (path: string) => writeFileSync(path, 'not a database, but long enough to be one')],
  ])('is said in one line, without a stack, where the database %s', async (_, make) => {
    const path = join(temporaryFolder(), 'threads.db')
    make(path)
    const ended = await runCommand({ env: { PORT: '0', DATABASE_URL: `file:${path}` } })
    const line = expectOneLine(ended, 1)
    expect(line).toContain(`Cannot open the thread store at ${path}: `)
    expect(line).not.toContain('    at ')
  })

  it('is said in one line where the folder of the database cannot be made', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const ended = await runCommand({ env: { PORT: '0', DATABASE_URL: `file:${file}/data/threads.db` } })
    expect(expectOneLine(ended, 1)).toContain(`${file}/data/threads.db`)
  })
})
