import { execFile } from 'node:child_process'
import {
  accessSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, startCommand } from '../support/process.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'threads-graphql-package-'))
/** Where the package is packed, so that nobody's `dist` is touched. */
const source = join(folder, 'source')
/** Where it is installed. */
const home = join(folder, 'home')
const installed = join(home, 'node_modules/threads-graphql')
const bin = join(installed, 'dist/command/bin.js')
/** npm, npx and what they start run on the Node that runs this. */
const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) }
const npmFlags = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier']

let tarball = ''

beforeAll(async () => {
  const packed = ['src', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'schema.graphql']
  for (const path of [...packed, 'CHANGELOG.md', 'README.md', 'LICENSE']) {
    cpSync(join(root, path), join(source, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'))
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: source,
    env,
  })
  tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '')

  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }')
  await run('npm', ['install', ...npmFlags, tarball], { cwd: home, env })
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a module in the folder that has the package installed, and returns what it printed. */
async function runModule(code: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: home })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

/** What `node --version` of each Node on the `PATH` prints, where that is too old for this package. */
async function oldNodes(): Promise<[path: string, version: string][]> {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((it) => join(it, 'node'))
  const found = await Promise.all(
    [...new Set(paths)].map(async (path): Promise<[string, string][]> => {
      try {
        accessSync(path, constants.X_OK)
        const version = (await run(path, ['--version'])).stdout.trim()
        const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
        return major < 22 || (major === 22 && minor < 19) ? [[path, version]] : []
      } catch {
        return []
      }
    }),
  )
  return found.flat()
}

describe('the package', () => {
  it('holds what it needs to run, its types and its documents, and no source and no test', () => {
    const files = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    const others = files.filter((file) => !file.startsWith('dist/')).sort()
    expect(others).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'schema.graphql'])
    const built = files.filter((file) => file.startsWith('dist/'))
    expect(built).toEqual(expect.arrayContaining(['dist/command/bin.js', 'dist/index.js', 'dist/index.d.ts']))
    expect(built.filter((file) => !/\.(js|d\.ts|LEGAL\.txt)$/.test(file))).toEqual([])
  })

  it('passes publint', async () => {
    const packed = new Uint8Array(readFileSync(tarball)).buffer
    const { messages, pkg } = await publint({ pack: { tarball: packed }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  it('is typed for those who import it', async () => {
    const code = `
      import { createApp, readConfig, schema, errorCodes, type App, type Config, type ErrorCode } from 'threads-graphql'
      const config: Config = readConfig({ PORT: '0' })
      const app: App = await createApp(config)
      const code: ErrorCode = 'NOT_FOUND'
      const answer: Promise<Response> = app.fetch(new Request('http://x/graphql'))
      // @ts-expect-error A port is a number.
      const port: string = config.port
      export { answer, code, errorCodes, port, schema }
    `
    writeFileSync(join(home, 'typed.ts'), code)
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      'es2024,dom',
    ]
    const roots = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')]
    const ran = run(process.execPath, [tsc, ...options, ...roots, '--skipLibCheck', 'typed.ts'], {
      cwd: home,
    })
    await ran.catch((error) => expect.fail(error.stdout))
  })
})

describe('its command', () => {
  it('runs with npx', async () => {
    const { stdout } = await run('npx', ['--no-install', 'threads-graphql', '--version'], { cwd: home, env })
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(stdout).toBe(`${version}\n`)
  })

  it('serves', async () => {
    const command = await startCommand({ script: bin, cwd: home })
    const response = await fetch(`${command.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'mutation { createThread(metadata: { a: "b" }) { metadata } }' }),
    })
    expect(await response.json()).toEqual({ data: { createThread: { metadata: { a: 'b' } } } })
    expect(await command.stop()).toBe(0)
  })

  it('says in one line that a Node is too old', async () => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.18.0' } })
      Object.defineProperty(process, 'version', { value: 'v22.18.0' })`
    const ended = await runCommand({
      script: bin,
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pretend)}` },
    })
    const stderr = 'threads-graphql needs Node 22.19 or newer; this is v22.18.0\n'
    expect(ended).toEqual({ code: 1, signal: null, stdout: '', stderr })
  })

  it('says the same on each older Node that this machine really has', async () => {
    for (const [path, version] of await oldNodes()) {
      const ran = run(path, [bin, '--version'])
      const stderr = `threads-graphql needs Node 22.19 or newer; this is ${version}\n`
      await expect(ran).rejects.toMatchObject({ code: 1, stdout: '', stderr })
    }
  })
})

describe('its exports', () => {
  it('answer a request without a server', async () => {
    const answer = await runModule(`
      import { createApp, readConfig } from 'threads-graphql'
      const app = await createApp(readConfig({ DATABASE_URL: 'file::memory:', LOG_LEVEL: 'silent' }))
      const response = await app.fetch(new Request('http://x/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'mutation { createThread(metadata: { a: "b" }) { metadata } }' }),
      }))
      console.log(JSON.stringify({ status: response.status, body: await response.json() }))
      await app.close()
    `)
    expect(answer).toEqual({ status: 200, body: { data: { createThread: { metadata: { a: 'b' } } } } })
  })

  it('are the schema and the error codes, too', async () => {
    const exported = await runModule(`
      import { errorCodes, schema } from 'threads-graphql'
      const mutations = Object.keys(schema.getMutationType().getFields())
      console.log(JSON.stringify({ mutations, codes: Object.keys(errorCodes) }))
    `)
    expect(exported).toMatchObject({
      mutations: expect.arrayContaining(['createThread', 'updateThread', 'deleteThread']),
      codes: expect.arrayContaining(['BAD_USER_INPUT', 'OUTCOME_UNKNOWN']),
    })
  })

  it('are the printed schema as a file', async () => {
    const path = await runModule(`
      import { readFileSync } from 'node:fs'
      const url = import.meta.resolve('threads-graphql/schema.graphql')
      console.log(JSON.stringify(readFileSync(new URL(url), 'utf8')))
    `)
    expect(path).toBe(readFileSync(join(root, 'schema.graphql'), 'utf8'))
  })
})
