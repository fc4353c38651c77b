import { createServer, type Server } from 'node:http'
import { createApp } from '../app.ts'
import { type Config, isLoopback } from '../config/config.ts'
import { packageVersion } from '../core/package-version.ts'
import { isWebSocketRequest } from '../http/websocket/upgrade.ts'
import type { Metrics } from '../observability/metrics.ts'
import { drainable } from './drain.ts'

/** The API on an HTTP server of this process. */
export interface Serving {
  /** It listens nowhere yet. */
  server: Server
  /** Finishes what was asked for, takes nothing new, and lets go of all it has. `closedByAll` is that of `drainable`. */
  end: (closedByAll?: () => Promise<void>) => Promise<void>
}

/**
 * Puts the API on an HTTP server, as a configuration says.
 *
 * @param metrics what is counted, and what `/metrics` shows. Default: metrics of this process alone.
 * @throws Error when the embedded store cannot be opened.
 */
export async function openServing(config: Config, metrics?: Metrics): Promise<Serving> {
  const stopTelemetry = await telemetry(config)
  const app = await createApp(config, { local: isLoopback(config.host), ...(metrics && { metrics }) })
  const server = createServer(
    {
      headersTimeout: config.headersTimeoutMs,
      requestTimeout: config.requestTimeoutMs,
      keepAliveTimeout: config.idleTimeoutMs,
      // How often Node looks for connections that are over their time.
      connectionsCheckingInterval: Math.min(1000, config.headersTimeoutMs),
      // Any other upgrade is not for us, and its request is served without one.
      shouldUpgradeCallback: isWebSocketRequest,
    },
    app.listener,
  )
  server.on('upgrade', app.upgrade)
  server.maxConnections = config.maxConnections
  const drain = drainable(server)
  return {
    server,
    async end(closedByAll) {
      app.drain()
      await drain(closedByAll)
      await app.close()
      await stopTelemetry()
    },
  }
}

/** Loaded only where traces are asked for: these packages are most of what a start would load. */
async function telemetry({ otlpEndpoint }: Config): Promise<() => Promise<void>> {
  if (otlpEndpoint === undefined) return async () => {}
  const { startTelemetry } = await import('../observability/telemetry.ts')
  return startTelemetry(otlpEndpoint, packageVersion())
}
