import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { type Config, ConfigError, isLoopback, readConfig, refuseOpenDoor } from './config.ts'
import { drainable } from './drain.ts'
import type { App } from './server.ts'
import { settings } from './settings.ts'

/** What was asked for is not allowed: nothing was started. */
const EXIT_USAGE = 2
/** What was asked for could not be done. */
const EXIT_FAILURE = 1

const flags = Object.values(settings).flatMap((setting) => ('flag' in setting ? [setting] : []))

/** The command: reads its arguments and the environment, serves, and ends on SIGTERM or SIGINT. */
export async function main(argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const { help, version, ...given } = readArguments(argv)
    if (help) return print(helpText())
    if (version) return print(packageVersion())
    const config = readConfig({ ...env, ...given.env })
    refuseOpenDoor(config)
    await serve(config)
  } catch (error) {
    process.exitCode = error instanceof ConfigError ? EXIT_USAGE : EXIT_FAILURE
    process.stderr.write(`threads-graphql: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}

interface Arguments {
  help: boolean
  version: boolean
  /** The settings that flags gave, by their environment variables. */
  env: Record<string, string>
}

/** @throws ConfigError on an argument that there is not. */
function readArguments(argv: string[]): Arguments {
  const options = Object.fromEntries(flags.map(({ flag }) => [flag, { type: 'string' as const }]))
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        ...options,
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    })
    const env = Object.fromEntries(
      flags.flatMap(({ flag, env }) => {
        const value = values[flag as keyof typeof values]
        return typeof value === 'string' ? [[env, value]] : []
      }),
    )
    return { help: values.help === true, version: values.version === true, env }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`${message.replaceAll('\n', ' ')} See --help.`)
  }
}

async function serve(config: Config): Promise<void> {
  // Loaded no sooner: `--help` and a bad setting are answered without it.
  const { createApp } = await import('./server.ts')
  const stopTelemetry = await telemetry(config)
  const app = createApp(config, { local: isLoopback(config.host) })
  const server = createServer(
    {
      headersTimeout: config.headersTimeoutMs,
      requestTimeout: config.requestTimeoutMs,
      keepAliveTimeout: config.idleTimeoutMs,
      // How often Node looks for connections that are over their time.
      connectionsCheckingInterval: Math.min(1000, config.headersTimeoutMs),
    },
    app.listener,
  )
  server.maxConnections = config.maxConnections
  endOnSignal(drainable(server), app, stopTelemetry)
  await listen(server, config)
  print(banner(config, server.address() as AddressInfo))
}

/** Loaded only where traces are asked for: it is the larger part of what there is to load. */
async function telemetry({ otlpEndpoint }: Config): Promise<() => Promise<void>> {
  if (otlpEndpoint === undefined) return async () => {}
  const { startTelemetry } = await import('./telemetry.ts')
  return startTelemetry(otlpEndpoint, packageVersion())
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken =
        error.code === 'EADDRINUSE' ? 'it is taken; set PORT to another one, or 0 for any' : error.message
      reject(new Error(`cannot listen on ${host}:${port}: ${taken}`))
    })
    server.listen(port, host, resolve)
  })
}

/** The first signal lets what is in flight finish; a second one does not wait. */
function endOnSignal(drain: () => Promise<void>, app: App, stopTelemetry: () => Promise<void>): void {
  let draining = false
  const onSignal = () => {
    if (draining) process.exit(EXIT_FAILURE)
    draining = true
    app.drain()
    void drain()
      .then(app.close)
      .then(stopTelemetry)
      .then(() => process.exit(0))
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
}

function banner({ host, openaiBaseUrl, databaseUrl }: Config, { port }: AddressInfo): string {
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const upstream = openaiBaseUrl ?? `embedded, served at ${address}/v1`
  const data = openaiBaseUrl === undefined ? `\n  data      ${databaseUrl}` : ''
  return `threads-graphql ${packageVersion()}\n  GraphQL   ${address}/graphql\n  upstream  ${upstream}${data}`
}

function helpText(): string {
  const left = (setting: (typeof settings)[keyof typeof settings]) =>
    `  ${setting.env.padEnd(22)}${'flag' in setting ? `--${setting.flag}` : ''}`.padEnd(48)
  const lines = Object.values(settings).map(
    (setting) => `${left(setting)}${setting.meaning} (${setting.default ?? 'unset'})`,
  )
  return [
    'threads-graphql: a GraphQL API over the threads resource of the OpenAI Assistants API',
    '',
    'Usage: threads-graphql [flags]',
    '',
    'Each setting is an environment variable or a flag; the flag wins. Defaults are in brackets.',
    '',
    ...lines,
    '',
    '  -h, --help      show this text',
    '  -v, --version   show the version',
  ].join('\n')
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return String(Object(manifest).version)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
