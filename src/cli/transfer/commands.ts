import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../../config/config.ts'
import { serializeThread } from '../../embedded/handlers/serialize-thread.ts'
import { openStore, storeExists } from '../../embedded/stores/open.ts'
import { tenantOf } from '../../embedded/tenant.ts'
import { EXIT_FAILURE } from '../exit-codes.ts'
import { type ImportCounts, importThreads } from './import-threads.ts'

/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 200

const options = {
  'database-url': { type: 'string' },
  key: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

const importOptions = { ...options, 'dry-run': { type: 'boolean' }, replace: { type: 'boolean' } } as const

const database = '  --database-url URL   the database (DATABASE_URL, or file:./data/threads.db)'

const importHelp = `threads-graphql import: puts threads into the embedded store

Usage: threads-graphql import [flags] FILES…

FILES are JSON lines, arrays or single objects of the API, files of assistants-thread-export/v1, or folders of these.
Ids, times, metadata and tool resources stay as they are. Messages are not kept.

${database}
  --key KEY            the bearer key whose threads they become; default: as an export says, or no key
  --dry-run            look for problems, and write nothing
  --replace            replace threads that are there with other content
  -h, --help           show this text`

const exportHelp = `threads-graphql export: writes the threads of the embedded store to standard output, as JSON lines

Usage: threads-graphql export [flags]

${database}
  --key KEY            the threads of this bearer key; default: all, each with the SHA-256 of its key
  -h, --help           show this text`

/** `threads-graphql import`: 0 where all records were taken, and 1 where some were not. */
export async function runImport(argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { values, positionals } = parse(argv, importOptions)
  if (values.help) return print(importHelp)
  if (positionals.length === 0) throw new ConfigError('import needs the path of a file. See import --help.')
  const dryRun = values['dry-run'] ?? false
  const url = databaseUrl(values, env)
  // A look makes no database.
  const isMissing = dryRun && !(await storeExists(url))
  const store = await openStore(isMissing ? 'file::memory:' : url)
  const progress = createProgress()
  try {
    const counts = await importThreads(store, positionals, {
      tenant: values.key === undefined ? undefined : tenantOf(values.key),
      dryRun,
      replace: values.replace ?? false,
      onProblem: (place, problem) => {
        progress.clear()
        process.stderr.write(`${place}: ${problem}\n`)
      },
      onProgress: progress.show,
    })
    progress.clear()
    print(summary(counts, dryRun))
    if (counts.bad > 0) process.exitCode = EXIT_FAILURE
  } finally {
    await store.close()
  }
}

/** `threads-graphql export`. */
export async function runExport(argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { values, positionals } = parse(argv, options)
  if (values.help) return print(exportHelp)
  if (positionals.length > 0) throw new ConfigError('export takes flags alone. See export --help.')
  const url = databaseUrl(values, env)
  if (!(await storeExists(url))) {
    throw new ConfigError('There is no database to export. Name it with --database-url.')
  }
  const store = await openStore(url)
  const tenant = values.key === undefined ? undefined : tenantOf(values.key)
  async function* lines() {
    for await (const { tenant: owner, thread } of store.all(tenant)) {
      const json = serializeThread(thread)
      yield tenant === undefined ? `${json.slice(0, -1)},"tenant":"${owner}"}\n` : `${json}\n`
    }
  }
  try {
    await pipeline(Readable.from(lines()), process.stdout, { end: false })
  } catch (error) {
    // The reader has closed the pipe, as `head` does.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  } finally {
    await store.close()
  }
}

function databaseUrl(values: { 'database-url'?: string }, env: NodeJS.ProcessEnv): string {
  const { 'database-url': url } = values
  return readConfig(env, url === undefined ? {} : { 'database-url': url }).databaseUrl
}

function parse<Options extends typeof options>(argv: string[], known: Options) {
  try {
    return parseArgs({ args: argv, options: known, allowPositionals: true })
  } catch (error) {
    // Its first sentence names the option.
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new ConfigError(`${what}. See --help.`)
  }
}

function summary({ imported, replaced, unchanged, bad, messages }: ImportCounts, dryRun: boolean): string {
  const parts = [
    `${dryRun ? 'would import' : 'imported'} ${threads(imported)}`,
    replaced > 0 && `replaced ${replaced.toLocaleString('en')}`,
    unchanged > 0 && `${unchanged.toLocaleString('en')} already there`,
    bad > 0 && `${bad.toLocaleString('en')} bad`,
    messages > 0 && `${messages.toLocaleString('en')} messages left out`,
  ]
  return parts.filter(Boolean).join(', ')
}

function threads(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'thread' : 'threads'}`
}

/** A line on a terminal that says how far it is. */
function createProgress() {
  const isTerminal = process.stderr.isTTY === true
  let shownAt = 0
  return {
    show({ imported, replaced, unchanged }: ImportCounts) {
      if (!isTerminal || Date.now() - shownAt < PROGRESS_MS) return
      shownAt = Date.now()
      process.stderr.write(`\r${threads(imported + replaced + unchanged)}…`)
    },
    clear() {
      if (isTerminal) process.stderr.write('\r\x1b[K')
    },
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
