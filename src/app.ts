import type { RequestListener } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import { openBackend } from './backend.ts'
import type { Config } from './config/config.ts'
import type { RequestContext } from './core/request-context.ts'
import { type Context, createContext } from './graphql/context.ts'
import { access as authentication } from './http/auth/access.ts'
import type { JwtOptions, JwtVerifier } from './http/auth/jwt.ts'
import { corsPreflight } from './http/cors.ts'
import { createFetchAdapter } from './http/fetch-adapter.ts'
import { inOrder } from './http/gate.ts'
import { graphiql } from './http/graphiql.ts'
import { createJsonPost } from './http/json-post.ts'
import { limitConnections } from './http/limit-connections.ts'
import { createNodeAdapter } from './http/node-adapter.ts'
import { findPlainDocument } from './http/params.ts'
import { persistedDocuments } from './http/persisted-documents.ts'
import { probes } from './http/probes.ts'
import { refuseUrl } from './http/refuse-url.ts'
import { isTrustworthyUrl, requestUrl } from './http/request-url.ts'
import { setResponseHeaders } from './http/response-headers.ts'
import { createRoutes } from './http/routes.ts'
import { sameOrigin } from './http/same-origin.ts'
import type { HttpStages } from './http/stages.ts'
import { createUpgrade, type UpgradeListener } from './http/websocket/upgrade.ts'
import { createYogaHandler } from './http/yoga.ts'
import { instrumentCalls } from './observability/instrument-calls.ts'
import { createLog, type Log } from './observability/log.ts'
import { createMetrics, type Metrics } from './observability/metrics.ts'
import { type RequestReport, reportRequest } from './observability/request-report.ts'
import { endTrace, startTrace } from './observability/tracing.ts'
import { createPublicResult } from './operation/public-result.ts'
import { createOperation } from './operation/run.ts'
import { createSchema, type SchemaOptions, schema as servedSchema } from './schema.ts'
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
  /**
   * More plugins of yoga. All of their hooks run, behind authentication and before the errors get their codes. With any,
   * no request takes the fast path for JSON posts. Default: none.
   */
  plugins?: Plugin<Context>[]
}

/** The whole API, to be mounted anywhere. */
export interface App {
  /** Responds to a request of the Fetch API: `/graphql`, `/health`, `/ready`, `/metrics`, and `/v1` where the upstream is embedded. */
  fetch: (request: Request) => Promise<Response>
  /** The same for `http.createServer` and for Node frameworks. */
  listener: RequestListener
  /** For `server.on('upgrade', …)`: WebSocket connections at `/graphql`. */
  upgrade: UpgradeListener
  /** From here on `/ready` says no, and subscriptions end; all else goes on. */
  drain: () => void
  /** Finishes upstream calls in flight, then lets go of connections and files. */
  close: () => Promise<void>
}

/**
 * Assembles the API for a configuration. It listens nowhere yet.
 *
 * @throws Error when the embedded store cannot be opened.
 * @example http.createServer((await createApp(readConfig(process.env))).listener).listen(4000)
 */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const { log = createLog(config.logLevel), plugins = [] } = options
  const metrics = options.metrics ?? createMetrics()
  const backend = await openBackend(config, log, metrics)
  const client = createClient({
    baseURL: backend.baseURL,
    fetch: backend.fetch,
    ...(config.openaiBaseUrl !== undefined && remoteClient(config)),
  })
  const production = config.nodeEnv === 'production'
  const introspection = config.introspection ?? !production
  const corsOrigins = config.corsOrigins ?? []
  let draining = false

  const contextFor = ({ http, authorization, requestId, stats }: RequestContext): Context =>
    createContext(
      client,
      {
        authorization: backend.authorizationFor(authorization),
        keyHeader: backend.keyHeader,
        queueKey: authorization ?? '',
        signal: http.signal,
        requestId,
        onCall: instrumentCalls(stats, metrics),
        onDifference(what) {
          metrics.difference(what)
          log.difference?.(requestId, what)
        },
      },
      { dialects: backend.dialects, onBatch: metrics.batch },
    )
  const schema = options.schema ? createSchema(options.schema) : servedSchema
  const { stages, run } = createOperation({
    ...config,
    schema,
    contextFor,
    introspection,
    readsMany: backend.readsMany,
    onStart: startTrace,
    onSubscriptions: metrics.subscriptions,
  })
  const reports = {
    onRequest: metrics.request,
    onOther: log.request,
    onOperation(report: Parameters<Log['operation']>[0]) {
      log.operation(report)
      metrics.operation(report)
    },
  }
  const isReady = async () => (await responds(backend.check)) && !draining
  const { origin, access, gate } = createGates(config, options, backend, log, isReady)
  const http: HttpStages = {
    gate,
    findDocument:
      config.persistedDocuments === undefined
        ? findPlainDocument
        : persistedDocuments({ path: config.persistedDocuments, only: config.persistedDocumentsOnly }),
    run,
    publicResult: createPublicResult({ ...config, onBug: log.bug, suggestions: introspection }),
    finish(request, status, headers) {
      setResponseHeaders(request, headers, corsOrigins)
      reportRequest(request, status, reports)
      endTrace(request)
    },
    maxBodyBytes: config.maxBodyBytes,
    onBug: log.bug,
  }
  const yoga = createYogaHandler({ schema, http, stages, contextFor, plugins })
  const handle = createFetchAdapter({
    ...http,
    routes: createRoutes({ api: backend.serve, metrics }),
    graphql: yoga.handleRequest,
  })
  const serveNode = createNodeAdapter({ handle, fetchAPI: yoga.fetchAPI, onBug: log.bug })
  // Plugins have hooks for requests and responses of the Fetch API alone.
  const serveJsonPost = plugins.length === 0 ? createJsonPost(http, yoga.fetchAPI) : () => false
  const upgrade = createUpgrade({ stages: http, origin, access })
  const onRefusedUrl = (report: RequestReport) => {
    metrics.request(report.route, report.status)
    log.request(report)
  }
  return {
    async fetch(request) {
      if (isTrustworthyUrl(request)) return handle(request)
      const { method, url: path, headers: asked } = request
      const { body, ...init } = refuseUrl({ method, path, ownId: asked.get('x-request-id') }, onRefusedUrl)
      return new Response(body, init)
    },
    listener: limitConnections((request, response) => {
      const url = requestUrl(request)
      if (!url) {
        const { method = '', url: path = '' } = request
        const ownId = request.headers['x-request-id']?.toString()
        const { status, headers, body } = refuseUrl({ method, path, ownId }, onRefusedUrl)
        response.writeHead(status, headers).end(body)
      } else if (!serveJsonPost(request, response, url)) void serveNode(request, response, url)
    }, config),
    drain: () => {
      draining = true
      upgrade.close()
      backend.endChanges?.()
    },
    upgrade: upgrade.listener,
    close() {
      upgrade.close()
      return backend.close()
    },
  }
}

/** What stands before an operation: all of it in its order, and what connections of another kind need of it. */
function createGates(
  config: Config,
  { local = false }: AppOptions,
  backend: { serve?: unknown },
  log: Log,
  isReady: () => Promise<boolean>,
) {
  const { apiKeys, corsOrigins, nodeEnv } = config
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
  const page =
    (config.graphiql ?? nodeEnv !== 'production')
      ? graphiql({ everyone: config.graphiql === true || !(apiKeys || jwt) })
      : { before: [], behind: [] }
  const origin = sameOrigin({ allowed: corsOrigins ?? [], local })
  const access = authentication({ apiKeys, jwt })
  const gate = inOrder([
    ...(corsOrigins ? [corsPreflight] : []),
    probes(isReady),
    origin,
    ...page.before,
    access,
    ...page.behind,
  ])
  return { origin, access, gate }
}

/** What a client of a remote upstream sends with each call. */
function remoteClient(config: Config) {
  return {
    organization: config.openaiOrgId,
    project: config.openaiProjectId,
    query: config.openaiQuery,
    // The Assistants API wants to know that we know that it is a beta.
    headers: {
      ...(config.upstreamApi === 'threads' && { 'openai-beta': 'assistants=v2' }),
      ...config.openaiHeaders,
    },
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

async function responds(check: () => Promise<void>): Promise<boolean> {
  try {
    await check()
    return true
  } catch {
    return false
  }
}
