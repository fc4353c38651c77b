import type { Config } from './config/config.ts'
import type { EmbeddedCaller } from './embedded/caller.ts'
import type { StoreOptions } from './embedded/stores/store.ts'
import { type SpokenDialect, speak } from './graphql/context.ts'
import type { Log } from './observability/log.ts'
import type { Metrics } from './observability/metrics.ts'
import { ConversationsThreads } from './resources/thread/conversations.ts'
import { EmbeddedThreads } from './resources/thread/embedded-threads.ts'
import { threadsApi } from './resources/thread/port.ts'
import { type KeyFile, openKeyFile } from './upstream/key-file.ts'
import type { Backend } from './upstream/transport.ts'

/** The upstream that a configuration asks for. */
export interface OpenBackend extends Backend {
  /** Up to and including `/v1`. */
  baseURL: string
  /** What goes upstream for a caller with this `Authorization`: its own, or that of the server. */
  authorizationFor: (authorization: string | null) => string | null
  /** The header that carries the key there. Default: `authorization`. */
  keyHeader?: string | undefined
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
 * @throws Error when the embedded store cannot be opened, or the key of the upstream cannot be read.
 */
export async function openBackend(
  config: Config,
  { bug: onError, failure: onFailure = () => {} }: Pick<Log, 'bug' | 'failure'>,
  metrics: Metrics,
): Promise<OpenBackend> {
  const { openaiBaseUrl: baseURL } = config
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
    return { ...embedded, authorizationFor: (own) => own, dialects, readsMany: true }
  }
  const { createTransport } = await import('./upstream/transport.ts')
  const transport = createTransport({
    baseURL,
    concurrency: config.upstreamConcurrency,
    maxQueue: config.maxUpstreamQueue,
    timeoutMs: config.upstreamTimeoutMs,
    idleMs: config.upstreamIdleMs,
  })
  const ownKey = openOwnKey(config, onFailure)
  return {
    ...transport,
    baseURL,
    authorizationFor: (own) => (ownKey ? `Bearer ${ownKey.key()}` : own),
    keyHeader: config.openaiApiKeyHeader,
    dialects: config.upstreamApi === 'threads' ? [] : [speak(threadsApi, ConversationsThreads)],
    readsMany: false,
    close() {
      ownKey?.close()
      return transport.close()
    },
  }
}

/** The key of this server for the upstream; undefined where callers have their own. */
function openOwnKey(
  { openaiApiKey: key, openaiApiKeyFile: path }: Config,
  onFailure: (what: string, reason: string) => void,
): KeyFile | undefined {
  if (path === undefined) return key === undefined ? undefined : { key: () => key, close: () => {} }
  return openKeyFile(path, (reason) => onFailure('OPENAI_API_KEY_FILE cannot be used; the key stays', reason))
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
