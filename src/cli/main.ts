import { type Config, readConfig, refuseOpenDoor, refuseSplitStore } from '../config/config.ts'
import { settings } from '../config/settings.ts'
import { packageVersion } from '../core/package-version.ts'
import { readArguments } from './arguments.ts'
import { EXIT_FAILURE, exitCodeOf } from './exit-codes.ts'
import { listen } from './listen.ts'
import { workerMark } from './workers/messages.ts'

/** The command: reads its arguments and the environment, serves, and ends on SIGTERM or SIGINT. */
export async function main(argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const [command = '', ...rest] = argv
    if (command === 'import') return await (await import('./transfer/commands.ts')).runImport(rest, env)
    if (command === 'export') return await (await import('./transfer/commands.ts')).runExport(rest, env)
    if (command === 'doctor') return await (await import('./doctor/command.ts')).runDoctor(rest, env)
    const { help, version, flags } = readArguments(argv)
    if (help) return print(helpText())
    if (version) return print(packageVersion())
    const config = readConfig(env, flags)
    const port = process.send && env[workerMark]
    if (port !== undefined) return await serveAsWorker({ ...config, port: Number(port) })
    refuseOpenDoor(config, flags)
    refuseSplitStore(config, flags)
    await (config.workers === 1 ? serve(config) : serveFromWorkers(config))
  } catch (error) {
    process.exitCode = exitCodeOf(error)
    complain(error instanceof Error ? error.message : String(error))
  }
}

const endSignals = ['SIGTERM', 'SIGINT'] as const

/** Serves from this process: the first signal lets what is in flight finish, a second one does not wait. */
async function serve(config: Config): Promise<void> {
  // Loaded no sooner: `--help` and a bad setting are done without it.
  const { openServing } = await import('./serve.ts')
  const { server, end } = await openServing(config)
  const onSignal = () => {
    for (const signal of endSignals) {
      // The system ends the process at the next one, also where the event loop hangs by then.
      process.off(signal, onSignal)
      // It ends the first process of a container by no signal that this has no listener for.
      if (process.pid === 1) process.on(signal, () => process.exit(EXIT_FAILURE))
    }
    void end().then(() => process.exit(0))
  }
  for (const signal of endSignals) process.on(signal, onSignal)
  print(banner(config, await listen(server, config)))
}

/** Serves as one of several processes. */
async function serveAsWorker(config: Config): Promise<void> {
  const { runWorker } = await import('./workers/worker.ts')
  await runWorker(config)
}

/** Serves from several processes, which this one starts and looks after. */
async function serveFromWorkers(config: Config): Promise<void> {
  const { runWorkers } = await import('./workers/primary.ts')
  process.exit(await runWorkers(config, (port) => print(banner(config, port)), complain))
}

function banner({ host, openaiBaseUrl, databaseUrl }: Config, port: number): string {
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const upstream = openaiBaseUrl ?? `embedded, served at ${address}/v1`
  const data = openaiBaseUrl === undefined ? `\n  data      ${withoutLogin(databaseUrl)}` : ''
  return `threads-graphql ${packageVersion()}\n  GraphQL   ${address}/graphql\n  upstream  ${upstream}${data}`
}

/** The URL of a database without what may be secret: user, password and parameters. */
function withoutLogin(url: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/)(?:.*@)?([^?#]*).*$/i, '$1$2')
}

function helpText(): string {
  const left = (setting: (typeof settings)[keyof typeof settings]) =>
    `  ${setting.env.padEnd(22)}${'flag' in setting ? `--${setting.flag}` : ''}`.padEnd(48)
  const lines = Object.values(settings).map(
    (setting) => `${left(setting)}${setting.meaning} (${setting.default ?? 'unset'})`,
  )
  return [
    'threads-graphql: a GraphQL API over OpenAI threads, with a threads server of its own',
    '',
    'Usage: threads-graphql [flags]                 serves',
    '       threads-graphql import [flags] FILES…   puts threads into the embedded store',
    '       threads-graphql export [flags]          writes them to standard output',
    '       threads-graphql doctor [flags]          finds out what a remote upstream can do',
    '',
    'Each setting is an environment variable or a flag; the flag wins. Defaults are in brackets.',
    '',
    ...lines,
    '',
    '  -h, --help      show this text',
    '  -v, --version   show the version',
  ].join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function complain(line: string): void {
  process.stderr.write(`threads-graphql: ${line}\n`)
}
