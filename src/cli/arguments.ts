import { parseArgs } from 'node:util'
import { ConfigError, type Flags } from '../config/config.ts'
import { type Setting, settings } from '../config/settings.ts'
import { closest } from './closest.ts'

/** What the command was asked for. */
export interface Arguments {
  help: boolean
  version: boolean
  /** The settings that came as flags. */
  flags: Flags
}

const all: Setting<unknown>[] = Object.values(settings)
const settingFlags = all.flatMap(({ flag }) => (flag === undefined ? [] : [flag]))
const switches = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const

/** @throws ConfigError with one line that names the argument that is wrong, and never a text that may be a secret. */
export function readArguments(argv: string[]): Arguments {
  const { tokens } = parseArgs({
    args: argv,
    options: {
      ...Object.fromEntries(settingFlags.map((flag) => [flag, { type: 'string' as const }])),
      ...switches,
    },
    // Its own messages differ between versions of Node, and some are longer than one line.
    strict: false,
    tokens: true,
  })
  const given = { help: false, version: false }
  const flags: Record<string, string> = {}
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') throw usageError(`Unexpected argument${shownWord(token.value)}`)
    const { name, rawName, value, inlineValue } = token
    if (name === 'help' || name === 'version') {
      if (value !== undefined) throw usageError(`Option '${rawName}' takes no value`)
      given[name] = true
    } else if (!settingFlags.includes(name)) {
      throw usageError(`Unknown option '${onOneLine(rawName)}'`, hint(argv[token.index] ?? rawName))
    } else if (value === undefined) {
      throw usageError(`Option '${rawName}' needs a value`)
    } else if (!inlineValue && value.startsWith('-')) {
      // Most likely the next option. What it is stays out of the message: it may have been meant as a value.
      throw usageError(
        `Option '${rawName}' needs a value; one that begins with a dash is written '${rawName}=-…'`,
      )
    } else flags[name] = value
  }
  return { ...given, flags }
}

function usageError(problem: string, hint = ''): ConfigError {
  return new ConfigError(`${problem}.${hint} See --help.`)
}

/** What may have been meant by an option that there is not, as a further sentence. */
function hint(arg: string): string {
  const name = arg.replace(/^-+|=.*$/gs, '').toLowerCase()
  const variable = all.find(({ env }) => env === name.toUpperCase().replaceAll('-', '_'))
  if (variable && variable.flag !== name) {
    return variable.flag === undefined
      ? ` Set the variable ${variable.env} instead.`
      : ` Did you mean --${variable.flag}?`
  }
  const flag = closest(name, [...settingFlags, ...Object.keys(switches)])
  return flag === undefined ? '' : ` Did you mean --${flag}?`
}

/** A word that stands where only options may; anything but a plain word may be a key, or a URL that holds one. */
function shownWord(text: string): string {
  return /^[a-z]{1,20}$/.test(text) ? ` '${text}'` : ''
}

function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '?')
}
