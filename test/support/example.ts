import { execFile, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { install } from './install.ts'

const folder = fileURLToPath(new URL('../../examples/react/', import.meta.url))
const run = promisify(execFile)

/** Installs the example's own packages, checks its types and builds it. */
export async function buildExample(): Promise<void> {
  await install(folder)
  await run(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: folder })
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], { cwd: folder })
}

/** Serves the built example before a server, as `npm run example` does, and returns its address. Ends with the test. */
export function serveExample(threadsUrl: string): Promise<string> {
  const args = ['node_modules/vite/bin/vite.js', 'preview', '--port', '0']
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
