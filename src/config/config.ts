import { type Setting, settings } from './settings.ts'

type Settings = typeof settings
type ValueOf<S> = S extends { parse: (text: string) => infer T } ? Exclude<T, undefined> : never
type IsOptional<S> = S extends { default: undefined } ? true : false

/** What the server goes by. Settings without a default are undefined where nothing is set. */
export type Config = {
  readonly [K in keyof Settings]:
    | ValueOf<Settings[K]>
    | (IsOptional<Settings[K]> extends true ? undefined : never)
}

/** A setting that is not allowed. The message is one line that names it. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Settings that came as flags of the command, by the flags' names: `{ port: '0' }`. */
export type Flags = Readonly<Record<string, string>>

/**
 * The configuration that an environment stands for. An empty variable counts as unset.
 *
 * @param flags win over the environment. An empty one is refused: most often a shell variable was empty.
 * @throws ConfigError naming the variable or the flag, what came and what is allowed.
 * @example readConfig({ PORT: '0' }).port // 0
 */
export function readConfig(env: Record<string, string | undefined> = {}, flags: Flags = {}): Config {
  const values = Object.entries<Setting<unknown>>(settings).map(([name, setting]) => [
    name,
    readSetting(setting, env, flags),
  ])
  const config: Config = Object.freeze(withOpenAI(Object.fromEntries(values)))
  if (config.openaiApiKey !== undefined && config.openaiApiKeyFile !== undefined) {
    throw new ConfigError('OPENAI_API_KEY and OPENAI_API_KEY_FILE are both set; one of them is allowed')
  }
  if (config.upstreamApi === 'conversations' && config.openaiBaseUrl === undefined) {
    throw new ConfigError(
      'UPSTREAM_API is conversations; OPENAI_BASE_URL, or OPENAI_API_KEY for OpenAI itself, is required',
    )
  }
  if (config.persistedDocumentsOnly && config.persistedDocuments === undefined) {
    throw new ConfigError(
      'PERSISTED_DOCUMENTS_ONLY is true; PERSISTED_DOCUMENTS, the path of a manifest, is required',
    )
  }
  for (const name of ['jwtIssuer', 'jwtAudience'] as const) {
    if (config[name] !== undefined && config.jwtJwksUrl === undefined) {
      throw new ConfigError(
        `${settings[name].env} is set; JWT_JWKS_URL, without which no JWT is asked for, is required`,
      )
    }
  }
  return config
}

/** Where OpenAI's own API is. */
const openai = 'https://api.openai.com/v1'

/** Conversations and a key: they are at OpenAI where nothing else is said. */
function withOpenAI(config: Config): Config {
  const { upstreamApi, openaiBaseUrl, openaiApiKey, openaiApiKeyFile } = config
  const isOpenAI =
    upstreamApi === 'conversations' && (openaiApiKey !== undefined || openaiApiKeyFile !== undefined)
  return isOpenAI && openaiBaseUrl === undefined ? { ...config, openaiBaseUrl: openai } : config
}

function readSetting(
  setting: Setting<unknown>,
  env: Record<string, string | undefined>,
  flags: Flags,
): unknown {
  const text = flagOf(setting, flags) ?? (env[setting.env] || setting.default)
  if (text === undefined) return undefined
  const value = text === '' ? undefined : setting.parse(text)
  if (value !== undefined) return value
  const came = text === '' ? 'empty' : setting.secret ? 'not valid' : JSON.stringify(text)
  throw new ConfigError(`${nameOf(setting, flags)} is ${came}; ${setting.expected} is required`)
}

function flagOf({ flag }: Setting<unknown>, flags: Flags): string | undefined {
  return flag === undefined ? undefined : flags[flag]
}

/** A setting's name as the user knows it: the flag, where it came as one, or else the variable. */
function nameOf(setting: Setting<unknown>, flags: Flags): string {
  return flagOf(setting, flags) === undefined ? setting.env : `--${setting.flag}`
}

/**
 * Refuses to open what is this server's own to anyone who can reach it: its key for the upstream, and the
 * threads of the embedded one.
 *
 * @throws ConfigError that says what to set.
 */
export function refuseOpenDoor(
  { host, openaiBaseUrl, openaiApiKey, openaiApiKeyFile, openaiHeaders, apiKeys, jwtJwksUrl }: Config,
  flags: Flags = {},
): void {
  if (isLoopback(host) || apiKeys || jwtJwksUrl) return
  const exposed =
    openaiBaseUrl === undefined
      ? 'the embedded threads'
      : openaiApiKey !== undefined
        ? 'the upstream, with OPENAI_API_KEY,'
        : openaiApiKeyFile !== undefined
          ? 'the upstream, with OPENAI_API_KEY_FILE,'
          : openaiHeaders !== undefined && 'the upstream, with OPENAI_HEADERS,'
  if (exposed) {
    const name = nameOf(settings.host, flags)
    throw new ConfigError(
      `${name} is ${JSON.stringify(host)}, where anyone could use ${exposed} without a key; set API_KEYS or JWT_JWKS_URL, or ${name} to 127.0.0.1`,
    )
  }
}

/**
 * Refuses to keep threads in the memory of several processes: each would have threads of its own, and what one
 * has created, another would not find.
 *
 * @throws ConfigError that says what to set.
 */
export function refuseSplitStore({ workers, openaiBaseUrl, databaseUrl }: Config, flags: Flags = {}): void {
  if (workers === 1 || openaiBaseUrl !== undefined || databaseUrl !== 'file::memory:') return
  const [count, database] = [nameOf(settings.workers, flags), nameOf(settings.databaseUrl, flags)]
  throw new ConfigError(
    `${count} is ${workers}, and each of them would keep threads of its own in file::memory:; set ${database} to a file that they share, or ${count} to 1`,
  )
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
