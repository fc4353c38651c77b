import type { RequestListener } from 'node:http'
import { useCORS } from '@whatwg-node/server'
import { createYoga, type Plugin } from 'graphql-yoga'
import { LRUCache } from 'lru-cache'
import { openBackend } from './backend.ts'
import type { Config } from './config.ts'
import { type Context, createContext } from './context.ts'
import { createDirectPost } from './direct-post.ts'
import { limitConnections } from './http/limit-connections.ts'
import { createLog, type Log } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { useAccess } from './plugins/access.ts'
import { useArgumentPlaces } from './plugins/argument-places.ts'
import { useCompiledExecution } from './plugins/compiled-execution.ts'
import { documentCaches } from './plugins/document-cache.ts'
import { useErrorCodes } from './plugins/error-codes.ts'
import { graphiqlOptions, renderGraphiQL } from './plugins/graphiql.ts'
import { createJwtVerifier } from './plugins/jwt.ts'
import { useLateValues } from './plugins/late-values.ts'
import { useOperationLimits } from './plugins/operation-limits.ts'
import { useOperationReport } from './plugins/operation-report.ts'
import { usePersistedDocuments } from './plugins/persisted-documents.ts'
import { useReadiness } from './plugins/readiness.ts'
import { useRequestId } from './plugins/request-id.ts'
import { useRequestParser } from './plugins/request-parser.ts'
import { useRoutes } from './plugins/routes.ts'
import { useSameOrigin } from './plugins/same-origin.ts'
import { useTracing } from './plugins/tracing.ts'
import { useUpstreamBudget } from './plugins/upstream-budget.ts'
import { createSchema, type SchemaOptions, schema } from './schema.ts'
import type { ServerContext, ServerPlugin } from './server-context.ts'
import { createClient } from './upstream/upstream.ts'
import { watchCalls } from './watch-calls.ts'

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
  const { log, local = false, plugins = [] } = options
  const { operation: logOperation, bug: onBug } = log ?? createLog(config.logLevel)
  const metrics = options.metrics ?? createMetrics()
  const backend = openBackend(config, onBug, metrics)
  const client = createClient({ baseURL: backend.baseURL, fetch: backend.fetch, apiKey: config.openaiApiKey })
  const production = config.nodeEnv === 'production'
  const introspection = config.introspection ?? !production
  const jwt = config.jwtJwksUrl
    ? createJwtVerifier({
        jwksUrl: config.jwtJwksUrl,
        issuer: config.jwtIssuer,
        audience: config.jwtAudience,
        forwardToken: !backend.serve,
      })
    : undefined
  let draining = false

  // The way of a request, from its headers to its operation.
  const before: ServerPlugin[] = [
    useRequestId(),
    ...(config.corsOrigins
      ? [useCORS<ServerContext>({ origin: [...config.corsOrigins], credentials: false })]
      : []),
    useReadiness(async () => (await answers(backend.check)) && !draining),
    useSameOrigin({ allowed: config.corsOrigins ?? [], local }),
    useAccess({ apiKeys: config.apiKeys, jwt }),
    useRoutes({ api: backend.serve, metrics }),
    useRequestParser(config.maxBodyBytes),
    ...(config.persistedDocuments === undefined
      ? []
      : [usePersistedDocuments({ path: config.persistedDocuments, only: config.persistedDocumentsOnly })]),
    useTracing(),
    useOperationLimits({ ...config, introspection }),
    useArgumentPlaces(),
    useLateValues(),
    useUpstreamBudget(config.maxUpstreamCalls),
    useCompiledExecution(config.compileAfter),
  ]
  // And from its result to its answer.
  const after: ServerPlugin[] = [
    useErrorCodes({ onBug, maxErrors: config.maxErrors, suggestions: introspection }),
    useOperationReport((report) => {
      logOperation(report)
      metrics.operation(report)
    }),
  ]
  const contextOf = ({ request, authorization, requestId, work }: ServerContext & { request: Request }) =>
    createContext(
      client,
      {
        authorization: backend.ownKey ? undefined : authorization,
        signal: request.signal,
        requestId,
        onCall: watchCalls(work, metrics),
      },
      { readsMany: backend.readsMany, onBatch: metrics.batch },
    )
  const caches = documentCaches()
  const servedSchema = options.schema ? createSchema(options.schema) : schema
  const yoga = createYoga<ServerContext, Context>({
    schema: servedSchema,
    context: contextOf,
    graphiql: (config.graphiql ?? !production) && graphiqlOptions,
    renderGraphiQL,
    landingPage: false,
    // Looked at where persisted documents are on.
    extraParamNames: ['documentId'],
    // Not yoga's own, but as a plugin of the pipeline.
    cors: false,
    multipart: false,
    parserAndValidationCache: caches,
    // Bodies are counted where they are read: `useRequestParser`.
    maxRequestBodySize: false,
    healthCheckEndpoint: '/health',
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
  return {
    fetch: async (request) => yoga.fetch(request),
    listener: limitConnections((request, response) => {
      // The host becomes a part of the URL before any plugin is asked.
      const url = graphqlUrl(request.headers.host ?? 'localhost')
      if (!url) response.writeHead(400, { connection: 'close' }).end()
      else if (!directPost?.(request, response, url)) void yoga(request, response)
    }, config),
    drain: () => {
      draining = true
    },
    close: backend.close,
  }
}

/** Few names lead here, and a request comes with each of them again and again. */
const urls = new LRUCache<string, URL>({ max: 100 })

/** The address of the API under a name; undefined where that cannot be one. */
function graphqlUrl(host: string): URL | undefined {
  const known = urls.get(host)
  if (known) return known
  const url = URL.parse(`http://${host}/graphql`) ?? undefined
  if (url) urls.set(host, url)
  return url
}

async function answers(check: () => Promise<void>): Promise<boolean> {
  try {
    await check()
    return true
  } catch {
    return false
  }
}
