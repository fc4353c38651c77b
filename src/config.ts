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

/**
 * The configuration that an environment stands for. An empty variable counts as unset.
 *
 * @throws ConfigError naming the variable, what came and what is allowed.
 * @example readConfig({ PORT: '0' }).port // 0
 */
export function readConfig(env: Record<string, string | undefined> = {}): Config {
  const values = Object.entries<Setting<unknown>>(settings).map(([name, setting]) => [
    name,
    readSetting(setting, env),
  ])
  const config: Config = Object.freeze(Object.fromEntries(values))
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

function readSetting(setting: Setting<unknown>, env: Record<string, string | undefined>): unknown {
  const text = env[setting.env] || setting.default
  if (text === undefined) return undefined
  const value = setting.parse(text)
  if (value !== undefined) return value
  const came = setting.secret ? 'not valid' : JSON.stringify(text)
  throw new ConfigError(`${setting.env} is ${came}; ${setting.expected} is required`)
}

/**
 * Refuses to open what is this server's own to anyone who can reach it: its key for the upstream, and the
 * threads of the embedded one.
 *
 * @throws ConfigError that says what to set.
 */
export function refuseOpenDoor({ host, openaiBaseUrl, openaiApiKey, apiKeys, jwtJwksUrl }: Config): void {
  if (isLoopback(host) || apiKeys || jwtJwksUrl) return
  const exposed =
    openaiBaseUrl === undefined
      ? 'the embedded threads'
      : openaiApiKey !== undefined && 'the upstream, with OPENAI_API_KEY,'
  if (exposed) {
    throw new ConfigError(
      `HOST is ${JSON.stringify(host)}, where anyone could use ${exposed} without a key; set API_KEYS or JWT_JWKS_URL, or HOST to 127.0.0.1`,
    )
  }
}

/**
 * Refuses to keep threads in the memory of several processes: each would have threads of its own, and what one
 * has created, another would not find.
 *
 * @throws ConfigError that says what to set.
 */
export function refuseSplitStore({ workers, openaiBaseUrl, databaseUrl }: Config): void {
  if (workers === 1 || openaiBaseUrl !== undefined || databaseUrl !== 'file::memory:') return
  throw new ConfigError(
    `WORKERS is ${workers}, and each of them would keep threads of its own in file::memory:; set DATABASE_URL to a file that they share, or WORKERS to 1`,
  )
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
