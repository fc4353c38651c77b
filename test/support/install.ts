import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** Installs what a folder's own package-lock.json says, unless that is there already. */
export async function install(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules/.package-lock.json')
  if (existsSync(installed) && versions(installed) === versions(join(folder, 'package-lock.json'))) return
  // npm runs on the Node that runs this.
  const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) }
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, env })
}

interface Lock {
  packages: Record<string, { version?: string; optional?: boolean; dev?: boolean }>
}

/** Each package with its version; those for other machines are in one of the two files only. */
function versions(lockfile: string): string {
  const { packages }: Lock = JSON.parse(readFileSync(lockfile, 'utf8'))
  return Object.entries(packages)
    .filter(([path, { optional }]) => path !== '' && !optional)
    .map(([path, { version }]) => `${path}@${version}`)
    .sort()
    .join('\n')
}
