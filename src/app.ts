import type { RequestListener } from 'node:http'
import { useCORS } from '@whatwg-node/server'
import { createYoga, type Plugin } from 'graphql-yoga'
import { openBackend } from './backend.ts'
import type { Config } from './config/config.ts'
import type { ServerContext, ServerPlugin } from './core/request-context.ts'
import { type Context, createContext } from './graphql/context.ts'
import { useAccess } from './http/auth/access.ts'
import type { JwtOptions, JwtVerifier } from './http/auth/jwt.ts'
import { createDirectPost } from './http/direct-post.ts'
import { useGraphiQL } from './http/graphiql.ts'
import { limitConnections } from './http/limit-connections.ts'
import { createNodeAdapter } from './http/node-adapter.ts'
import { usePersistedDocuments } from './http/persisted-documents.ts'
import { useProbes } from './http/probes.ts'
import { refuseUrl } from './http/refuse-url.ts'
import { useRequestId } from './http/request-id.ts'
import { useRequestParser } from './http/request-parser.ts'
import { isTrustworthyUrl, requestUrl } from './http/request-url.ts'
import { useResponseHeaders } from './http/response-headers.ts'
import { useRoutes } from './http/routes.ts'
import { useSameOrigin } from './http/same-origin.ts'
import { useUnknownPaths } from './http/unknown-paths.ts'
import { watchCalls } from './observability/instrument-calls.ts'
import { createLog, type Log } from './observability/log.ts'
import { createMetrics, type Metrics } from './observability/metrics.ts'
import { useOperationReport } from './observability/operation-report.ts'
import { type RequestReport, useRequestReport } from './observability/request-report.ts'
import { useTracing } from './observability/tracing.ts'
import { documentCaches } from './operation/document-cache.ts'
import { useOperationLimits } from './operation/document-limits.ts'
import { useErrorCodes } from './operation/error-codes.ts'
import { useExecution } from './operation/execution.ts'
import { useResponseLimit } from './operation/response-limit.ts'
import { createSchema, type SchemaOptions, schema } from './schema.ts'
import { createClient } from './upstream/upstream.ts'

export interface AppOptions {
  /** Where logs go. Default: JSON lines on standard output, as `LOG_LEVEL` says. */
  log?: Log
  /** What is counted, and what `/metrics` shows. Default: metrics of this app alone. */
  metrics?: Metrics
  /**
   * Whether only this machine reaches the server. Pages are then served to names of this machine alone, so that
   * no other name that leads here (DNS rebinding) gets in. Default: false.
   */
  local?: boolean
  /** How the schema is to differ from the one that the command serves, to fit into a larger graph. Default: not at all. */
  schema?: SchemaOptions
  /** More yoga plugins, for instance an authentication of one's own; they run before the errors get their codes. */
  plugins?: Plugin<Context>[]
}

/** The whole API, to be mounted anywhere. */
export interface App {
  /** Answers a request of the Fetch API: `/graphql`, `/health`, `/ready`, `/metrics`, and `/v1` where the upstream is embedded. */
  fetch: (request: Request) => Promise<Response>
  /** The same for `http.createServer` and for Node frameworks. */
  listener: RequestListener
  /** From here on `/ready` says no; all else goes on. */
  drain: () => void
  /** Finishes upstream calls in flight, then lets go of connections and files. */
  close: () => Promise<void>
}

/**
 * Assembles the API for a configuration. It listens nowhere yet.
 *
 * @throws Error when the embedded store cannot be opened.
 * @example http.createServer(createApp(readConfig(process.env)).listener).listen(4000)
 */
export function createApp(config: Config, options: AppOptions = {}): App {
  const { log = createLog(config.logLevel), local = false, plugins = [] } = options
  const { operation: logOperation, request: logRequest, bug: onBug } = log
  const metrics = options.metrics ?? createMetrics()
  const backend = openBackend(config, onBug, metrics)
  const client = createClient({ baseURL: backend.baseURL, fetch: backend.fetch, apiKey: config.openaiApiKey })
  const production = config.nodeEnv === 'production'
  const introspection = config.introspection ?? !production
  const jwt = config.jwtJwksUrl
    ? loadJwtVerifier({
        jwksUrl: config.jwtJwksUrl,
        issuer: config.jwtIssuer,
        audience: config.jwtAudience,
        requireExp: config.jwtRequireExp,
        forwardToken: !backend.serve,
        onKeysFailure: (reason) => log.failure?.('the keys of JWT_JWKS_URL are not available', reason),
      })
    : undefined
  const graphiql =
    (config.graphiql ?? !production)
      ? useGraphiQL({ everyone: config.graphiql === true || !(config.apiKeys || jwt) })
      : undefined
  let draining = false

  // The way of a request, from its headers to its operation.
  const before: ServerPlugin[] = [
    useRequestId(),
    ...(config.corsOrigins
      ? [useCORS<ServerContext>({ origin: [...config.corsOrigins], credentials: false })]
      : []),
    useProbes(async () => (await answers(backend.check)) && !draining),
    useSameOrigin({ allowed: config.corsOrigins ?? [], local }),
    ...(graphiql ? [graphiql.before] : []),
    useAccess({ apiKeys: config.apiKeys, jwt }),
    ...(graphiql ? [graphiql.behind] : []),
    useRoutes({ api: backend.serve, metrics }),
    useRequestParser(config.maxBodyBytes),
    ...(config.persistedDocuments === undefined
      ? []
      : [usePersistedDocuments({ path: config.persistedDocuments, only: config.persistedDocumentsOnly })]),
    useTracing(),
    useOperationLimits({ ...config, introspection }),
    useExecution({ ...config, readsMany: backend.readsMany }),
  ]
  // And from its result to its answer.
  const after: ServerPlugin[] = [
    useUnknownPaths(),
    useErrorCodes({ onBug, maxErrors: config.maxErrors, suggestions: introspection }),
    useResponseLimit(config.maxResponseBytes),
    useOperationReport((report) => {
      logOperation(report)
      metrics.operation(report)
    }),
    useResponseHeaders(),
    useRequestReport({ onRequest: metrics.request, onReport: logRequest }),
  ]
  const contextOf = ({ request, authorization, requestId, work }: ServerContext & { request: Request }) =>
    createContext(
      client,
      {
        authorization: backend.ownKey ? undefined : authorization,
        queueKey: authorization ?? '',
        signal: request.signal,
        requestId,
        onCall: watchCalls(work, metrics),
      },
      { dialects: backend.dialects, onBatch: metrics.batch },
    )
  const caches = documentCaches()
  const servedSchema = options.schema ? createSchema(options.schema) : schema
  const yoga = createYoga<ServerContext, Context>({
    schema: servedSchema,
    context: contextOf,
    // These are plugins of the pipeline: yoga's own come before every plugin, authentication included.
    graphiql: false,
    healthCheckEndpoint: NO_PATH,
    landingPage: false,
    // Looked at where persisted documents are on.
    extraParamNames: ['documentId'],
    // Not yoga's own, but as a plugin of the pipeline.
    cors: false,
    multipart: false,
    parserAndValidationCache: caches,
    // Bodies are counted where they are read: `useRequestParser`.
    maxRequestBodySize: false,
    // `useErrorCodes` has the last word on what a caller may see.
    maskedErrors: false,
    logging: false,
    plugins: [...before, ...plugins, ...after],
  })
  // Plugins of others may do what the short way leaves out.
  const directPost =
    plugins.length === 0
      ? createDirectPost({
          yoga,
          schema: servedSchema,
          plugins: [...before, ...after],
          contextOf,
          documents: caches.documentCache,
          maxBodyBytes: config.maxBodyBytes,
          onBug,
        })
      : undefined
  const serveNode = createNodeAdapter({
    // The first of the plugins fills the context.
    handle: (request, context) => yoga.handleRequest(request, context as ServerContext),
    fetchAPI: yoga.fetchAPI,
    onBug,
  })
  const onRefusedUrl = (report: RequestReport) => {
    metrics.request(report.route, report.status)
    logRequest(report)
  }
  return {
    async fetch(request) {
      if (isTrustworthyUrl(request)) return yoga.fetch(request)
      const { method, url, headers: asked } = request
      const ownId = asked.get('x-request-id')
      const { body, ...init } = refuseUrl({ method, path: url, ownId }, onRefusedUrl)
      return new yoga.fetchAPI.Response(body, init)
    },
    listener: limitConnections((request, response) => {
      const url = requestUrl(request)
      if (!url) {
        const { method = '', url: path = '' } = request
        const ownId = request.headers['x-request-id']?.toString()
        const { status, headers, body } = refuseUrl({ method, path, ownId }, onRefusedUrl)
        response.writeHead(status, headers).end(body)
      } else if (!directPost?.(request, response, url)) void serveNode(request, response, url)
    }, config),
    drain: () => {
      draining = true
    },
    close: backend.close,
  }
}

/** Loads the verifier with the first token: what it needs takes 40 ms to load, and most servers have no tokens. */
function loadJwtVerifier(options: JwtOptions): JwtVerifier {
  let verifier: Promise<JwtVerifier> | undefined
  return async (token) => {
    verifier ??= import('./http/auth/jwt.ts').then(({ createJwtVerifier }) => createJwtVerifier(options))
    return (await verifier)(token)
  }
}

/** Ends no URL: it is for what yoga would serve by itself, and is not to. */
const NO_PATH = ' '

async function answers(check: () => Promise<void>): Promise<boolean> {
  try {
    await check()
    return true
  } catch {
    return false
  }
}
