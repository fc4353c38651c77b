import {
  anyText,
  fileUrl,
  flag,
  hostname,
  httpUrl,
  key,
  keys,
  oneOf,
  origins,
  type Rule,
  wholeNumber,
} from './rules.ts'

/** A setting: where it comes from, what it means, and what it may be. */
export interface Setting<T> extends Rule<T> {
  /** The environment variable. */
  env: string
  /** The flag of the command, without its dashes; a key has none, since a process list shows arguments. */
  flag?: string
  /** The value where nothing is set; undefined where the setting is optional. */
  default: string | undefined
  meaning: string
}

/** Every setting there is: the environment, `--help` and the README's table all come from here. */
export const settings = {
  host: {
    env: 'HOST',
    flag: 'host',
    default: '127.0.0.1',
    meaning: 'where it listens',
    ...hostname(),
  },
  port: {
    env: 'PORT',
    flag: 'port',
    default: '4000',
    meaning: 'the port it listens on; 0 picks a free one and prints it',
    ...wholeNumber(0, 65_535),
  },
  workers: {
    env: 'WORKERS',
    flag: 'workers',
    default: '1',
    meaning: 'processes that serve on the one port, where one core is not enough',
    ...wholeNumber(1, 64),
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
    meaning:
      'total time for one upstream call in milliseconds, retries included; the reads of one operation share it',
    ...wholeNumber(1, 600_000),
  },
  upstreamConcurrency: {
    env: 'UPSTREAM_CONCURRENCY',
    flag: 'upstream-concurrency',
    default: '64',
    meaning:
      'maximum concurrent upstream requests per process; excess requests queue for at most half of UPSTREAM_TIMEOUT_MS, and callers take turns',
    ...wholeNumber(1, 10_000),
  },
  maxUpstreamQueue: {
    env: 'MAX_UPSTREAM_QUEUE',
    default: '10000',
    meaning: 'upstream requests that may wait for a slot, per process; further ones fail at once, unsent',
    ...wholeNumber(0, 1_000_000),
  },
  upstreamIdleMs: {
    env: 'UPSTREAM_IDLE_MS',
    default: '2000',
    meaning:
      'milliseconds that an upstream connection may be idle and still be used; set it below the idle timeout of the upstream and of proxies before it',
    ...wholeNumber(1, 600_000),
  },
  apiKeys: {
    env: 'API_KEYS',
    default: undefined,
    meaning: 'comma-separated bearer keys that may enter; unset: everyone may',
    ...keys(),
  },
  jwtJwksUrl: {
    env: 'JWT_JWKS_URL',
    default: undefined,
    meaning: "where the public keys of your tokens' issuer are; set: callers need a valid JWT",
    ...httpUrl(),
  },
  jwtIssuer: {
    env: 'JWT_ISSUER',
    default: undefined,
    meaning: 'the issuer that a JWT must name',
    ...anyText(),
  },
  jwtAudience: {
    env: 'JWT_AUDIENCE',
    default: undefined,
    meaning: 'the audience that a JWT must name',
    ...anyText(),
  },
  jwtRequireExp: {
    env: 'JWT_REQUIRE_EXP',
    default: 'true',
    meaning: 'whether a JWT must say when it expires; false: one that does not is valid for ever',
    ...flag(),
  },
  corsOrigins: {
    env: 'CORS_ORIGINS',
    default: undefined,
    meaning: 'comma-separated origins whose pages may call; unset: only its own',
    ...origins(),
  },
  nodeEnv: {
    env: 'NODE_ENV',
    default: 'development',
    meaning: 'production turns GraphiQL, introspection and suggestions off',
    ...anyText(),
  },
  graphiql: {
    env: 'GRAPHIQL',
    default: undefined,
    meaning:
      'whether GraphiQL is served, to callers without a key too; unset: outside production, to callers with a key where keys are asked for',
    ...flag(),
  },
  introspection: {
    env: 'INTROSPECTION',
    default: undefined,
    meaning: 'whether the schema can be asked for; unset: outside production',
    ...flag(),
  },
  persistedDocuments: {
    env: 'PERSISTED_DOCUMENTS',
    default: undefined,
    meaning: 'the manifest of documents that may be sent as a hash, a JSON file',
    ...anyText(),
  },
  persistedDocumentsOnly: {
    env: 'PERSISTED_DOCUMENTS_ONLY',
    default: 'false',
    meaning: 'whether nothing but the documents of the manifest may run',
    ...flag(),
  },
  maxTokens: {
    env: 'MAX_TOKENS',
    default: '2000',
    meaning: 'tokens in a document',
    ...wholeNumber(1, 100_000),
  },
  maxDepth: {
    env: 'MAX_DEPTH',
    default: '10',
    meaning: 'levels of fields in an operation, introspection aside',
    ...wholeNumber(1, 1000),
  },
  maxAliases: {
    env: 'MAX_ALIASES',
    default: '200',
    meaning: 'aliases in an operation',
    ...wholeNumber(0, 100_000),
  },
  maxDirectives: {
    env: 'MAX_DIRECTIVES',
    default: '50',
    meaning: 'directives in an operation',
    ...wholeNumber(0, 100_000),
  },
  maxMutations: {
    env: 'MAX_MUTATIONS',
    default: '50',
    meaning: 'mutations in one operation',
    ...wholeNumber(1, 10_000),
  },
  maxFields: {
    env: 'MAX_FIELDS',
    default: '2000',
    meaning: 'fields in an operation, those of a fragment counted each time it is spread',
    ...wholeNumber(1, 100_000),
  },
  maxNodes: {
    env: 'MAX_NODES',
    default: '25000',
    meaning: 'threads that one operation may return, repeats included',
    ...wholeNumber(1, 10_000_000),
  },
  maxUpstreamCalls: {
    env: 'MAX_UPSTREAM_CALLS',
    default: '1000',
    meaning:
      'upstream calls that one operation may cause: a read per distinct id, and one per mutation; the embedded upstream reads all ids of a field with one call',
    ...wholeNumber(1, 100_000),
  },
  compileAfter: {
    env: 'COMPILE_AFTER',
    default: '2',
    meaning: 'executions of a document before it is compiled into a function; 0: at once',
    ...wholeNumber(0, 1_000_000),
  },
  maxErrors: {
    env: 'MAX_ERRORS',
    default: '20',
    meaning: 'errors in the response to a request that is refused as a whole',
    ...wholeNumber(1, 1000),
  },
  maxResponseBytes: {
    env: 'MAX_RESPONSE_BYTES',
    default: '16777216',
    meaning: 'bytes of the response to an operation; a larger one is replaced by an error',
    ...wholeNumber(1024, 1_000_000_000),
  },
  maxBodyBytes: {
    env: 'MAX_BODY_BYTES',
    default: '262144',
    meaning: 'bytes of a request body, on /graphql and /v1',
    ...wholeNumber(1024, 100_000_000),
  },
  maxConnections: {
    env: 'MAX_CONNECTIONS',
    default: '10000',
    meaning: 'open connections, per process; further ones are dropped',
    ...wholeNumber(1, 1_000_000),
  },
  headersTimeoutMs: {
    env: 'HEADERS_TIMEOUT_MS',
    default: '10000',
    meaning: 'time for the headers of a request to come in, in milliseconds',
    ...wholeNumber(100, 600_000),
  },
  requestTimeoutMs: {
    env: 'REQUEST_TIMEOUT_MS',
    default: '30000',
    meaning: 'time for a whole request to come in, in milliseconds',
    ...wholeNumber(100, 600_000),
  },
  idleTimeoutMs: {
    env: 'IDLE_TIMEOUT_MS',
    default: '65000',
    meaning: 'time that an idle connection is kept, in milliseconds; longer than that of a balancer in front',
    ...wholeNumber(100, 3_600_000),
  },
  writeTimeoutMs: {
    env: 'WRITE_TIMEOUT_MS',
    default: '20000',
    meaning:
      'time that a response waits for a client that reads nothing of it, in milliseconds; its connection is then closed',
    ...wholeNumber(100, 600_000),
  },
  workerTimeoutMs: {
    env: 'WORKER_TIMEOUT_MS',
    default: '15000',
    meaning: 'time that a worker may not respond, in milliseconds, before it is killed and replaced',
    ...wholeNumber(1000, 600_000),
  },
  logLevel: {
    env: 'LOG_LEVEL',
    flag: 'log-level',
    default: 'info',
    meaning:
      'info: a line for each operation and any other request; error: failures of the server alone; silent: nothing',
    ...oneOf('info', 'error', 'silent'),
  },
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: undefined,
    meaning: 'where OpenTelemetry traces go, over OTLP/HTTP; unset: nowhere',
    ...httpUrl(),
  },
} satisfies Record<string, Setting<unknown>>
