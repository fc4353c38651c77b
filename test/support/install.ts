import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Installs what a folder's own package-lock.json says, unless that is there already. Test files that run at once
 * may ask for the same folder: each installs beside it, and the first one moves its packages in.
 */
export async function install(folder: string): Promise<void> {
  if (isInstalled(folder)) return
  const staging = mkdtempSync(join(folder, 'node_modules.'))
  try {
    for (const file of ['package.json', 'package-lock.json']) {
      copyFileSync(join(folder, file), join(staging, file))
    }
    // npm runs on the Node that runs this.
    const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) }
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: staging, env })
    if (isInstalled(folder)) return
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
    renameSync(join(staging, 'node_modules'), join(folder, 'node_modules'))
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function isInstalled(folder: string): boolean {
  const installed = join(folder, 'node_modules/.package-lock.json')
  return existsSync(installed) && versions(installed) === versions(join(folder, 'package-lock.json'))
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
