import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { install } from './install.ts'

const folder = fileURLToPath(new URL('../../examples/react/', import.meta.url))
const run = promisify(execFile)

/** Where the test file that runs here has built it: not where another one builds it, which may run at once. */
let built: string

/** Installs the example's own packages, checks its types and builds it. Returns what removes the build again. */
export async function buildExample(): Promise<() => void> {
  await install(folder)
  built = mkdtempSync(join(tmpdir(), 'threads-example-'))
  const build = ['node_modules/vite/bin/vite.js', 'build', '--outDir', built, '--emptyOutDir']
  await run(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: folder })
  await run(process.execPath, build, { cwd: folder })
  return () => rmSync(built, { recursive: true })
}

/** Serves the built example before a server, as `npm run example` does, and returns its address. Ends with the test. */
export function serveExample(threadsUrl: string): Promise<string> {
  const args = ['node_modules/vite/bin/vite.js', 'preview', '--outDir', built, '--port', '0']
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, THREADS_URL: threadsUrl, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill())
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const address = /Local: +(http:\S+)\//.exec(output)?.[1]
        if (address) resolve(address)
      })
    }
    child.once('close', (code) => reject(new Error(`It ended with ${code} instead of serving: ${output}`)))
  })
}
