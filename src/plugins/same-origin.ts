import type { Plugin } from 'graphql-yoga'
import { isLoopback } from '../config.ts'
import { httpErrorResponse } from './http-error.ts'

export interface SameOriginOptions {
  /** Origins whose pages may call, besides the server's own. */
  allowed: readonly string[]
  /**
   * Whether only this machine reaches the server: then a name of someone else's that leads here (DNS rebinding)
   * is not its own.
   */
  local: boolean
}

/**
 * Refuses what pages of other sites send. Browsers put their origin on every such request; other clients send
 * none and are not meant.
 */
export function useSameOrigin({ allowed, local }: SameOriginOptions): Plugin {
  const mayCall = (origin: string, url: URL) => {
    if (allowed.includes(origin)) return true
    if (!URL.canParse(origin)) return false
    const { host, hostname } = new URL(origin)
    return host === url.host && (!local || isLoopback(hostname))
  }
  return {
    onRequest({ request, url, endResponse, fetchAPI }) {
      const origin = request.headers.get('origin')
      if (origin === null || mayCall(origin, url)) return
      const message = 'Pages of this origin may not call; CORS_ORIGINS names those that may'
      endResponse(httpErrorResponse(fetchAPI.Response, 403, 'FORBIDDEN', message))
    },
  }
}
