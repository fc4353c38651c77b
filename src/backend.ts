import type { Config } from './config/config.ts'
import type { EmbeddedCaller } from './embedded/caller.ts'
import type { StoreOptions } from './embedded/stores/store.ts'
import { type SpokenDialect, speak } from './graphql/context.ts'
import type { Metrics } from './observability/metrics.ts'
import { EmbeddedThreads } from './resources/thread/embedded-threads.ts'
import { threadsApi } from './resources/thread/port.ts'
import type { Backend } from './upstream/transport.ts'

/** The upstream that a configuration asks for. */
export interface OpenBackend extends Backend {
  /** Up to and including `/v1`. */
  baseURL: string
  /** Whether calls send the server's own key, and not the caller's. */
  ownKey: boolean
  /** What it speaks, where that is not what ports speak by default. */
  dialects: readonly SpokenDialect[]
  /** Whether it reads many ids with one call. */
  readsMany: boolean
  /** Ends all who follow changes, where the upstream tells of changes. */
  endChanges?: () => void
  /** Responds to what comes to `/v1`, where the upstream is embedded. */
  serve?: (request: Request, caller: EmbeddedCaller) => Response | Promise<Response>
}

/**
 * Opens the embedded upstream, or a transport to the remote one. Each is loaded only where it is asked for.
 *
 * @throws Error when the embedded store cannot be opened.
 */
export async function openBackend(
  config: Config,
  onError: (cause: unknown) => void,
  metrics: Metrics,
): Promise<OpenBackend> {
  const { openaiBaseUrl: baseURL, openaiApiKey } = config
  if (baseURL === undefined) {
    const { openEmbedded } = await import('./embedded/open-embedded.ts')
    const embedded = await openEmbedded({
      databaseUrl: config.databaseUrl,
      store: storeOptions(config, metrics),
      maxBodyBytes: config.maxBodyBytes,
      onError,
    })
    // A key stands for its threads there: it is always the caller's own.
    const dialects = [speak(threadsApi, EmbeddedThreads, embedded.follow)]
    return { ...embedded, ownKey: false, dialects, readsMany: true }
  }
  const { createTransport } = await import('./upstream/transport.ts')
  const transport = createTransport({
    baseURL,
    concurrency: config.upstreamConcurrency,
    maxQueue: config.maxUpstreamQueue,
    timeoutMs: config.upstreamTimeoutMs,
    idleMs: config.upstreamIdleMs,
  })
  return { ...transport, baseURL, ownKey: openaiApiKey !== undefined, dialects: [], readsMany: false }
}

function storeOptions(config: Config, metrics: Metrics): StoreOptions {
  return {
    onCommit: metrics.commit,
    timeout: config.databaseTimeoutMs,
    connectTimeout: config.databaseConnectTimeoutMs,
    poolSize: config.databasePoolSize,
    changesKept: config.changesKeptS * 1000,
  }
}
