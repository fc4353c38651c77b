import { createYoga, type Plugin, useReadinessCheck, type YogaServerInstance } from 'graphql-yoga'
import type { Config } from './config.ts'
import { type Context, createContext } from './context.ts'
import { openEmbedded } from './embedded/backend.ts'
import { useErrorCodes } from './plugins/error-codes.ts'
import { graphiqlOptions, renderGraphiQL } from './plugins/graphiql.ts'
import { useLateValues } from './plugins/late-values.ts'
import { useRoutes } from './plugins/routes.ts'
import { schema } from './schema.ts'
import { type Backend, createTransport } from './upstream/transport.ts'
import { createClient } from './upstream/upstream.ts'

export interface AppOptions {
  /** Told of each failure that nobody foresaw; the caller gets `INTERNAL_SERVER_ERROR`. Default: standard error. */
  onBug?: (cause: unknown) => void
  /** More yoga plugins, for instance an authentication of one's own; they run after those of this package. */
  plugins?: Plugin[]
}

/** The whole API, to be mounted anywhere. */
export interface App {
  /** Answers a request of the Fetch API: `/graphql`, `/health`, `/ready`, and `/v1` where the upstream is embedded. */
  fetch: (request: Request) => Promise<Response>
  /** The same for `http.createServer` and for Node frameworks. */
  listener: YogaServerInstance<object, Context>
  /** Finishes upstream calls in flight, then lets go of connections and files. */
  close: () => Promise<void>
}

/**
 * Assembles the API for a configuration. It listens nowhere yet.
 *
 * @throws Error when the embedded store cannot be opened.
 * @example http.createServer(createApp(readConfig(process.env)).listener).listen(4000)
 */
export function createApp(config: Config, { onBug = console.error, plugins = [] }: AppOptions = {}): App {
  const { backend, baseURL, api } = openBackend(config, onBug)
  const client = createClient({
    baseURL,
    fetch: backend.fetch,
    apiKey: config.openaiApiKey,
  })
  // At the embedded upstream a key stands for its threads: it is always the caller's own.
  const forwardsKey = api !== undefined || config.openaiApiKey === undefined

  const yoga = createYoga<object, Context>({
    schema,
    context: ({ request }) =>
      createContext(client, {
        authorization: forwardsKey ? bearer(request) : undefined,
        signal: request.signal,
      }),
    graphiql: graphiqlOptions,
    renderGraphiQL,
    landingPage: false,
    cors: false,
    multipart: false,
    healthCheckEndpoint: '/health',
    // `useErrorCodes` has the last word on what a caller may see.
    maskedErrors: false,
    logging: 'error',
    plugins: [
      useReadinessCheck({ endpoint: '/ready', check: () => answers(backend) }),
      useRoutes(api),
      useLateValues(),
      ...plugins,
      useErrorCodes(onBug),
    ],
  })
  return { fetch: async (request) => yoga.fetch(request), listener: yoga, close: backend.close }
}

interface OpenBackend {
  backend: Backend
  baseURL: string
  /** Serves `/v1`, where the upstream is embedded. */
  api?: (request: Request) => Response | Promise<Response>
}

function openBackend(config: Config, onError: (cause: unknown) => void): OpenBackend {
  const baseURL = config.openaiBaseUrl
  if (baseURL === undefined) {
    const embedded = openEmbedded(config.databaseUrl, onError)
    return { backend: embedded, baseURL: 'http://embedded/v1', api: embedded.serve }
  }
  const backend = createTransport({
    baseURL,
    concurrency: config.upstreamConcurrency,
    timeoutMs: config.upstreamTimeoutMs,
  })
  return { backend, baseURL }
}

/** The caller's bearer key, to be forwarded; null where there is none. */
function bearer(request: Request): string | null {
  const header = request.headers.get('authorization')
  return header && /^bearer /i.test(header) ? header : null
}

async function answers(backend: Backend): Promise<boolean> {
  try {
    await backend.check()
    return true
  } catch {
    return false
  }
}
