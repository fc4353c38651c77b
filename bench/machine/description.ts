import { readFileSync, statfsSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { nginxVersion } from '../upstream/upstream.ts'
import type { Cores } from './cores.ts'
import { folder } from './processes.ts'

/** The file systems by the numbers that `statfs` has for them. */
const fileSystems: Record<number, string> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2035054128: 'overlayfs',
}

/** Whether what is written to the stores of a run reaches a disk at all. */
export function fileSystem(): string {
  const { type } = statfsSync(folder)
  return fileSystems[type] ?? `a file system of type ${type.toString(16)}`
}

/** The packages that a contender is, each with its version. */
const packages = [
  'graphql',
  'openai',
  'undici',
  'dataloader',
  'graphql-yoga',
  '@apollo/server',
  'mercurius',
  'fastify',
  '@graphql-hive/gateway-runtime',
  '@omnigraph/openapi',
  'autocannon',
]

/** The machine and the versions, a line each. */
export function describeMachine(cores: Cores | undefined): string[] {
  const [cpu] = cpus()
  const pinning = cores
    ? `the contender on core ${cores.contender}, load generator and upstream on core ${cores.load}`
    : 'none: there is no taskset, or one core only, so contender and load share what there is'
  return [
    `CPU: ${cpu?.model.trim()}, ${cpus().length} cores`,
    `memory: ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `kernel: ${type()} ${release()}`,
    `stores on: ${fileSystem()}`,
    `Node: ${process.version}`,
    `upstream: ${nginxVersion() ?? 'node:http'}; node:http where it takes its time`,
    `pinning: ${pinning}`,
    `packages: ${packages.map((name) => `${name} ${packageVersion(name)}`).join(', ')}`,
  ]
}

function packageVersion(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return String(Object(manifest).version)
}
