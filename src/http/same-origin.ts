import { isLoopback } from '../config/config.ts'
import type { Gate } from './gate.ts'
import { httpErrorResponse } from './http-error.ts'

export interface SameOriginOptions {
  /** Origins whose pages may send requests, besides the server's own. */
  allowed: readonly string[]
  /**
   * Whether only this machine reaches the server: then a host that is neither this machine nor that of an allowed
   * origin is a foreign name that leads here (DNS rebinding), and not its own.
   */
  local: boolean
}

/**
 * Refuses requests from pages of other sites. Browsers put the page's origin on each of them; other clients send none,
 * and are not meant.
 */
export function sameOrigin({ allowed, local }: SameOriginOptions): Gate {
  const allowedHosts = allowed.map((origin) => new URL(origin).host)
  // A page may read from its own origin without naming it, so the name that it was reached by counts as well.
  const isOwnHost = ({ host, hostname }: URL) => !local || isLoopback(hostname) || allowedHosts.includes(host)
  const mayCall = (origin: string, { host }: URL) =>
    allowed.includes(origin) || URL.parse(origin)?.host === host

  return ({ http: { url, headers }, stats }) => {
    const origin = headers.get('origin')
    const isOwn = isOwnHost(url)
    if (isOwn && (origin === null || mayCall(origin, url))) return undefined
    const message = isOwn
      ? 'Origin not allowed. Add it to CORS_ORIGINS.'
      : 'Host not allowed. Add its origin to CORS_ORIGINS.'
    stats.refusal = isOwn ? 'origin' : 'host'
    return httpErrorResponse(403, 'FORBIDDEN', message, { accept: headers.get('accept') })
  }
}
