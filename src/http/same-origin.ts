import { isLoopback } from '../config/config.ts'
import type { ServerPlugin } from '../core/request-context.ts'
import { httpErrorResponse } from './http-error.ts'
import { addVary } from './vary.ts'

export interface SameOriginOptions {
  /** Origins whose pages may call, besides the server's own. */
  allowed: readonly string[]
  /**
   * Whether only this machine reaches the server: then a name that is neither this machine's nor that of an
   * allowed origin is someone else's that leads here (DNS rebinding), and not its own.
   */
  local: boolean
}

/**
 * Refuses what pages of other sites send. Browsers put their origin on every such request; other clients send
 * none and are not meant.
 */
export function useSameOrigin({ allowed, local }: SameOriginOptions): ServerPlugin {
  const ownHosts = allowed.map((origin) => new URL(origin).host)
  // A page may read from its own origin without naming it, so the name that it was reached by counts as well.
  const isOwn = ({ host, hostname }: URL) => !local || isLoopback(hostname) || ownHosts.includes(host)
  const mayCall = (origin: string, url: URL) => {
    if (allowed.includes(origin)) return true
    if (!URL.canParse(origin)) return false
    return new URL(origin).host === url.host
  }
  return {
    onRequest({ request, url, serverContext, endResponse, fetchAPI }) {
      const origin = request.headers.get('origin')
      if (isOwn(url) && (origin === null || mayCall(origin, url))) return
      const message = isOwn(url)
        ? 'Pages of this origin may not call; CORS_ORIGINS names those that may'
        : 'This server has no such name; CORS_ORIGINS names origins whose host leads here'
      serverContext.work.refusal = isOwn(url) ? 'origin' : 'host'
      const accept = request.headers.get('accept')
      endResponse(httpErrorResponse(fetchAPI.Response, 403, 'FORBIDDEN', message, {}, accept))
    },
    onResponse({ request, response: { headers } }) {
      if (allowed.length === 0) return
      // Yoga answers any origin with a grant: where there are several, "null" to those that are not among them,
      // which is the origin of sandboxed pages.
      if (!allowed.includes(request.headers.get('origin') ?? '')) {
        for (const name of [...headers.keys()]) if (/^access-control-/i.test(name)) headers.delete(name)
      }
      addVary(headers, 'Origin')
    },
  }
}
