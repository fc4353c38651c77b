import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../../config/config.ts'
import { EXIT_FAILURE } from '../exit-codes.ts'
import { examine, type Finding } from './examine.ts'

const options = {
  key: { type: 'string' },
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const help = `threads-graphql doctor: finds out what the configured upstream can do

Usage: threads-graphql doctor [flags]

It asks the upstream of OPENAI_BASE_URL, or OpenAI's with UPSTREAM_API=conversations and a key, with all settings that
the server would use. It reads, and changes nothing unless told to.

  --key KEY     the bearer key of a caller, where the server has no key of its own
  --write       also create a thread, update it, and delete it
  -h, --help    show this text

Exit code: 0 if the upstream can be used as it is configured, 1 if not.`

/** `threads-graphql doctor`. */
export async function runDoctor(argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { values } = parse(argv)
  if (values.help) return print(help)
  const config = readConfig(env)
  if (config.openaiBaseUrl === undefined) {
    throw new ConfigError(
      'the upstream is embedded, and there is nothing to find out; OPENAI_BASE_URL names another one',
    )
  }
  print(`${config.openaiBaseUrl} (UPSTREAM_API=${config.upstreamApi})\n`)
  const findings = await examine(config, { key: values.key, write: values.write ?? false })
  print(table(findings))
  if (findings.some(({ isFatal }) => isFatal)) process.exitCode = EXIT_FAILURE
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options })
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new ConfigError(`${what}. See doctor --help.`)
  }
}

function table(findings: readonly Finding[]): string {
  const rows = findings.map(({ question, answer, isFatal }) => [question, isFatal ? `no: ${answer}` : answer])
  const width = Math.max(...rows.map(([question = '']) => question.length))
  return rows.map(([question = '', answer]) => `${question.padEnd(width)}  ${answer}`).join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
