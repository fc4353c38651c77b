import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Contender, Surroundings } from './contender.ts'
import { plainDialect } from './dialect.ts'
import { hiveDialect } from './hive-dialect.ts'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const server = (name: string) => fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url))

/** The bare proxy that stands for 1.00. */
export const proxy: Contender = {
  name: 'reference',
  path: '/',
  dialect: plainDialect,
  args: [server('proxy')],
  env: ({ port, upstream = '', concurrency }) => ({
    PORT: String(port),
    UPSTREAM: upstream,
    ...(concurrency !== undefined && { CONNECTIONS: String(concurrency) }),
  }),
}

/** Ours, in a folder that has its sources: the command and the settings of a user, and nothing switched off. */
export function ours(name = 'ours', folder = root): Contender {
  return {
    name,
    path: '/graphql',
    dialect: plainDialect,
    args: startArguments(folder),
    cwd: folder,
    env: ({ port, upstream, database = '', concurrency }) => ({
      PORT: String(port),
      ...(upstream === undefined
        ? { DATABASE_URL: `file:${database}` }
        : { OPENAI_BASE_URL: `${upstream}/v1`, OPENAI_API_KEY: 'bench' }),
      ...(concurrency !== undefined && { UPSTREAM_CONCURRENCY: String(concurrency) }),
    }),
  }
}

/** What `npm start` there has node run. */
function startArguments(folder: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return String(scripts.start).split(' ').slice(1)
}

/** Ours, with one commit for each write. */
export function commitEach(): Contender {
  return {
    ...ours('one commit each'),
    args: ['--import', server('commit-each-hook'), ...startArguments(root)],
    announces: 'one commit per write',
  }
}

/** The query of the embedded store with nothing around it. */
export const straightStore: Contender = {
  name: 'straight store',
  path: '/',
  dialect: plainDialect,
  args: [server('straight-store')],
  env: ({ port, database = '' }) => ({ PORT: String(port), DATABASE: database }),
}

/** What is on the market, as its users run it. */
export const peers: readonly Contender[] = [
  peer('yoga + SDK', 'yoga'),
  peer('Apollo Server', 'apollo'),
  peer('Mercurius + jit', 'mercurius'),
  { ...peer('Hive Gateway', 'hive'), dialect: hiveDialect },
]

function peer(name: string, file: string): Contender {
  // Apollo's own server answers at each path.
  return { name, path: '/graphql', dialect: plainDialect, args: [server(file)], env: peerEnvironment }
}

function peerEnvironment({ port, upstream = '' }: Surroundings): Record<string, string> {
  return { PORT: String(port), OPENAI_BASE_URL: `${upstream}/v1`, OPENAI_API_KEY: 'bench' }
}
