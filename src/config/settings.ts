import {
  anyText,
  databaseUrl,
  flag,
  headers,
  hostname,
  httpUrl,
  key,
  keyHeader,
  keys,
  oneOf,
  origins,
  queryParameters,
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

/** Every setting: the environment, `--help` and docs/settings.md come from here. */
export const settings = {
  host: {
    env: 'HOST',
    flag: 'host',
    default: '127.0.0.1',
    meaning: 'Address to listen on.',
    ...hostname(),
  },
  port: {
    env: 'PORT',
    flag: 'port',
    default: '4000',
    meaning: 'Port to listen on. 0 picks a free one and prints it.',
    ...wholeNumber(0, 65_535),
  },
  workers: {
    env: 'WORKERS',
    flag: 'workers',
    default: '1',
    meaning: 'Number of processes that serve on the port, for more than one core.',
    ...wholeNumber(1, 64),
  },
  openaiBaseUrl: {
    env: 'OPENAI_BASE_URL',
    flag: 'openai-base-url',
    default: undefined,
    meaning: 'Base URL of the upstream, up to and including /v1. Unset: the embedded one.',
    ...httpUrl(),
  },
  upstreamApi: {
    env: 'UPSTREAM_API',
    flag: 'upstream-api',
    default: 'threads',
    meaning:
      "API of a remote upstream: threads (the Assistants API), or conversations, its successor. With conversations and a key, OPENAI_BASE_URL is OpenAI's unless it is set.",
    ...oneOf('threads', 'conversations'),
  },
  openaiApiKey: {
    env: 'OPENAI_API_KEY',
    default: undefined,
    meaning: "Key for a remote upstream. Unset: the caller's own bearer key is forwarded.",
    ...key(),
  },
  openaiApiKeyFile: {
    env: 'OPENAI_API_KEY_FILE',
    default: undefined,
    meaning: 'Path of a file with that key, which is read again when it changes.',
    ...anyText(),
  },
  openaiApiKeyHeader: {
    env: 'OPENAI_API_KEY_HEADER',
    default: undefined,
    meaning: 'Header that carries the key to a remote upstream, such as api-key, in place of Authorization.',
    ...keyHeader(),
  },
  openaiOrgId: {
    env: 'OPENAI_ORG_ID',
    default: undefined,
    meaning: 'Organisation of a remote upstream, sent as OpenAI-Organization.',
    ...key(),
  },
  openaiProjectId: {
    env: 'OPENAI_PROJECT_ID',
    default: undefined,
    meaning: 'Project of a remote upstream, sent as OpenAI-Project.',
    ...key(),
  },
  openaiQuery: {
    env: 'OPENAI_QUERY',
    default: undefined,
    meaning: 'Query parameters of every request to a remote upstream, such as api-version=v1.',
    ...queryParameters(),
  },
  openaiHeaders: {
    env: 'OPENAI_HEADERS',
    default: undefined,
    meaning:
      'Further headers for a remote upstream: "name: value", separated by commas or newlines. An empty value takes a header away.',
    ...headers(),
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    flag: 'database-url',
    default: 'file:./data/threads.db',
    meaning:
      'Database of the embedded upstream: file: for SQLite (file::memory: keeps nothing), postgres:// for PostgreSQL.',
    ...databaseUrl(),
  },
  databasePoolSize: {
    env: 'DATABASE_POOL_SIZE',
    default: '10',
    meaning: 'Maximum connections to PostgreSQL per process.',
    ...wholeNumber(1, 1000),
  },
  databaseTimeoutMs: {
    env: 'DATABASE_TIMEOUT_MS',
    default: '5000',
    meaning:
      'Time in milliseconds that a statement may take, and that it may wait for a connection or a lock before that.',
    ...wholeNumber(10, 600_000),
  },
  databaseConnectTimeoutMs: {
    env: 'DATABASE_CONNECT_TIMEOUT_MS',
    default: '5000',
    meaning: 'Time in milliseconds to connect to PostgreSQL.',
    ...wholeNumber(10, 600_000),
  },
  changesKeptS: {
    env: 'CHANGES_KEPT_S',
    default: '86400',
    meaning: 'Time in seconds that changes of threads are kept for subscribers that come back.',
    ...wholeNumber(1, 31_536_000),
  },
  upstreamTimeoutMs: {
    env: 'UPSTREAM_TIMEOUT_MS',
    flag: 'upstream-timeout-ms',
    default: '30000',
    meaning:
      'Total time of an upstream call in milliseconds, retries included. The reads of an operation share it.',
    ...wholeNumber(1, 600_000),
  },
  upstreamConcurrency: {
    env: 'UPSTREAM_CONCURRENCY',
    flag: 'upstream-concurrency',
    default: '64',
    meaning:
      'Maximum concurrent upstream requests per process. Excess requests queue for at most half of UPSTREAM_TIMEOUT_MS, and callers take turns.',
    ...wholeNumber(1, 10_000),
  },
  maxUpstreamQueue: {
    env: 'MAX_UPSTREAM_QUEUE',
    default: '10000',
    meaning:
      'Maximum upstream requests that wait for a slot, per process. Further ones fail at once, unsent.',
    ...wholeNumber(0, 1_000_000),
  },
  upstreamIdleMs: {
    env: 'UPSTREAM_IDLE_MS',
    default: '2000',
    meaning:
      'Milliseconds that an upstream connection may be idle and still be used. Set it below the idle timeouts of the upstream and of proxies before it.',
    ...wholeNumber(1, 600_000),
  },
  apiKeys: {
    env: 'API_KEYS',
    default: undefined,
    meaning: 'Comma-separated bearer keys that are accepted. Unset: no authentication.',
    ...keys(),
  },
  jwtJwksUrl: {
    env: 'JWT_JWKS_URL',
    default: undefined,
    meaning: "URL of the public keys (JWKS) of your tokens' issuer. Set: callers need a valid JWT.",
    ...httpUrl(),
  },
  jwtIssuer: {
    env: 'JWT_ISSUER',
    default: undefined,
    meaning: 'Issuer that a JWT must name.',
    ...anyText(),
  },
  jwtAudience: {
    env: 'JWT_AUDIENCE',
    default: undefined,
    meaning: 'Audience that a JWT must name.',
    ...anyText(),
  },
  jwtRequireExp: {
    env: 'JWT_REQUIRE_EXP',
    default: 'true',
    meaning: 'Whether a JWT must have an expiry time. false: one without is valid for ever.',
    ...flag(),
  },
  corsOrigins: {
    env: 'CORS_ORIGINS',
    default: undefined,
    meaning: 'Comma-separated origins whose pages may send requests. Unset: only the own origin.',
    ...origins(),
  },
  nodeEnv: {
    env: 'NODE_ENV',
    default: 'development',
    meaning: 'production turns GraphiQL, introspection and suggestions off.',
    ...anyText(),
  },
  graphiql: {
    env: 'GRAPHIQL',
    default: undefined,
    meaning:
      'Whether GraphiQL is served, to callers without a key as well. Unset: outside production, and only to callers with a key where keys are required.',
    ...flag(),
  },
  introspection: {
    env: 'INTROSPECTION',
    default: undefined,
    meaning: 'Whether introspection is allowed. Unset: outside production.',
    ...flag(),
  },
  persistedDocuments: {
    env: 'PERSISTED_DOCUMENTS',
    default: undefined,
    meaning: 'Path of the manifest of persisted documents, a JSON file.',
    ...anyText(),
  },
  persistedDocumentsOnly: {
    env: 'PERSISTED_DOCUMENTS_ONLY',
    default: 'false',
    meaning: 'Whether only documents of the manifest may run.',
    ...flag(),
  },
  maxTokens: {
    env: 'MAX_TOKENS',
    default: '2000',
    meaning: 'Maximum tokens in a document.',
    ...wholeNumber(1, 100_000),
  },
  maxDepth: {
    env: 'MAX_DEPTH',
    default: '10',
    meaning: 'Maximum depth of fields in an operation, introspection excluded.',
    ...wholeNumber(1, 1000),
  },
  maxAliases: {
    env: 'MAX_ALIASES',
    default: '200',
    meaning: 'Maximum aliases in an operation.',
    ...wholeNumber(0, 100_000),
  },
  maxDirectives: {
    env: 'MAX_DIRECTIVES',
    default: '50',
    meaning: 'Maximum directives in an operation.',
    ...wholeNumber(0, 100_000),
  },
  maxMutations: {
    env: 'MAX_MUTATIONS',
    default: '50',
    meaning: 'Maximum mutations in an operation.',
    ...wholeNumber(1, 10_000),
  },
  maxFields: {
    env: 'MAX_FIELDS',
    default: '2000',
    meaning: 'Maximum fields in an operation. Those of a fragment count each time it is spread.',
    ...wholeNumber(1, 100_000),
  },
  maxNodes: {
    env: 'MAX_NODES',
    default: '25000',
    meaning: 'Maximum threads that an operation may return, repeats included.',
    ...wholeNumber(1, 10_000_000),
  },
  maxUpstreamCalls: {
    env: 'MAX_UPSTREAM_CALLS',
    default: '1000',
    meaning:
      'Maximum upstream calls of an operation: a read per distinct id and one per mutation. The embedded upstream reads all ids of a field with one call.',
    ...wholeNumber(1, 100_000),
  },
  compileAfter: {
    env: 'COMPILE_AFTER',
    default: '2',
    meaning: 'Executions of a document before it is compiled into a function. 0: at once.',
    ...wholeNumber(0, 1_000_000),
  },
  maxErrors: {
    env: 'MAX_ERRORS',
    default: '20',
    meaning: 'Maximum errors in the response to a request that is refused as a whole.',
    ...wholeNumber(1, 1000),
  },
  maxResponseBytes: {
    env: 'MAX_RESPONSE_BYTES',
    default: '16777216',
    meaning: 'Maximum bytes of the response to an operation. A larger one is replaced by an error.',
    ...wholeNumber(1024, 1_000_000_000),
  },
  maxBodyBytes: {
    env: 'MAX_BODY_BYTES',
    default: '262144',
    meaning: 'Maximum bytes of a request body, on /graphql and /v1.',
    ...wholeNumber(1024, 100_000_000),
  },
  maxSubscriptions: {
    env: 'MAX_SUBSCRIPTIONS',
    default: '10000',
    meaning: 'Maximum subscriptions at once, per process.',
    ...wholeNumber(0, 1_000_000),
  },
  maxSubscriptionsPerCaller: {
    env: 'MAX_SUBSCRIPTIONS_PER_CALLER',
    default: '100',
    meaning: 'Maximum subscriptions of one caller at once, per process. Callers without a key are one.',
    ...wholeNumber(0, 1_000_000),
  },
  maxConnections: {
    env: 'MAX_CONNECTIONS',
    default: '10000',
    meaning: 'Maximum open connections per process. Further ones are dropped.',
    ...wholeNumber(1, 1_000_000),
  },
  headersTimeoutMs: {
    env: 'HEADERS_TIMEOUT_MS',
    default: '10000',
    meaning: 'Time in milliseconds to receive the headers of a request.',
    ...wholeNumber(100, 600_000),
  },
  requestTimeoutMs: {
    env: 'REQUEST_TIMEOUT_MS',
    default: '30000',
    meaning: 'Time in milliseconds to receive a whole request.',
    ...wholeNumber(100, 600_000),
  },
  idleTimeoutMs: {
    env: 'IDLE_TIMEOUT_MS',
    default: '65000',
    meaning:
      'Time in milliseconds to keep an idle connection. Set it above that of a load balancer in front.',
    ...wholeNumber(100, 3_600_000),
  },
  writeTimeoutMs: {
    env: 'WRITE_TIMEOUT_MS',
    default: '20000',
    meaning:
      'Time in milliseconds that a response waits for a client that reads nothing of it. Its connection is then closed.',
    ...wholeNumber(100, 600_000),
  },
  workerTimeoutMs: {
    env: 'WORKER_TIMEOUT_MS',
    default: '15000',
    meaning: 'Time in milliseconds that a worker may not respond before it is killed and replaced.',
    ...wholeNumber(1000, 600_000),
  },
  logLevel: {
    env: 'LOG_LEVEL',
    flag: 'log-level',
    default: 'info',
    meaning:
      'info: a line for each operation and any other request. error: only failures of the server. silent: nothing.',
    ...oneOf('info', 'error', 'silent'),
  },
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: undefined,
    meaning: 'OTLP/HTTP endpoint for OpenTelemetry traces. Unset: no traces.',
    ...httpUrl(),
  },
} satisfies Record<string, Setting<unknown>>
