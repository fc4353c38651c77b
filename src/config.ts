/** A setting: where it comes from, what it means, and what it may be. */
interface Setting<T> {
  /** The environment variable. */
  env: string
  /** The flag of the command, without its dashes; a key has none, since a process list shows arguments. */
  flag?: string
  /** The value where nothing is set; undefined where the setting is optional. */
  default: string | undefined
  meaning: string
  /** What is allowed, for messages: "a whole number from 0 to 65535". */
  expected: string
  /** The value that a text stands for; undefined where it is not allowed. */
  parse: (text: string) => T | undefined
  /** Whether its value may be shown in a message. */
  secret?: true
}

const port = wholeNumber(0, 65_535)
const timeout = wholeNumber(1, 600_000)
const concurrency = wholeNumber(1, 10_000)

/** Every setting there is: the environment, `--help` and the README's table all come from here. */
export const settings = {
  host: { env: 'HOST', flag: 'host', default: '127.0.0.1', meaning: 'where it listens', ...hostname() },
  port: {
    env: 'PORT',
    flag: 'port',
    default: '4000',
    meaning: 'the port it listens on; 0 picks a free one and prints it',
    ...port,
  },
  openaiBaseUrl: {
    env: 'OPENAI_BASE_URL',
    flag: 'openai-base-url',
    default: undefined,
    meaning: 'the upstream, up to and including /v1; unset: the embedded one',
    ...httpUrl(),
  },
  openaiApiKey: {
    env: 'OPENAI_API_KEY',
    default: undefined,
    meaning: "the key for a remote upstream; unset: the caller's own bearer key is forwarded",
    ...key(),
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    flag: 'database-url',
    default: 'file:./data/threads.db',
    meaning: 'the embedded store; file::memory: keeps nothing',
    ...fileUrl(),
  },
  upstreamTimeoutMs: {
    env: 'UPSTREAM_TIMEOUT_MS',
    flag: 'upstream-timeout-ms',
    default: '30000',
    meaning: 'total time for one upstream call in milliseconds, retries included',
    ...timeout,
  },
  upstreamConcurrency: {
    env: 'UPSTREAM_CONCURRENCY',
    flag: 'upstream-concurrency',
    default: '64',
    meaning: 'upstream requests in flight at once, per process',
    ...concurrency,
  },
} satisfies Record<string, Setting<unknown>>

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
  const values = Object.entries<Setting<unknown>>(settings).map(([name, setting]) => {
    const text = env[setting.env] || setting.default
    if (text === undefined) return [name, undefined]
    const value = setting.parse(text)
    if (value === undefined) {
      const came = setting.secret ? 'not valid' : JSON.stringify(text)
      throw new ConfigError(`${setting.env} is ${came}; ${setting.expected} is required`)
    }
    return [name, value]
  })
  return Object.freeze(Object.fromEntries(values))
}

type Rule<T> = Pick<Setting<T>, 'expected' | 'parse' | 'secret'>

function wholeNumber(min: number, max: number): Rule<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse(text) {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : -1
      return value >= min && value <= max ? value : undefined
    },
  }
}

function hostname(): Rule<string> {
  return {
    expected: 'a host name or an IP address',
    parse: (text) => (/^[\w.:%-]+$/.test(text) ? text : undefined),
  }
}

function httpUrl(): Rule<string> {
  return {
    expected: 'an http or https URL without user, query or fragment, such as https://threads.example/v1,',
    parse(text) {
      if (!URL.canParse(text)) return undefined
      const { protocol, username, password, search, hash, href } = new URL(text)
      if (!/^https?:$/.test(protocol) || username || password || search || hash) return undefined
      return href.replace(/\/+$/, '')
    },
    // A URL with a password in it would be refused: do not print it.
    secret: true,
  }
}

function fileUrl(): Rule<string> {
  return {
    expected: 'a file: URL, such as file:./data/threads.db,',
    parse: (text) => (/^file:./.test(text) ? text : undefined),
  }
}

function key(): Rule<string> {
  return {
    expected: 'a key of printable ASCII without spaces',
    parse: (text) => (/^[!-~]+$/.test(text) ? text : undefined),
    secret: true,
  }
}
