import type { ServerPlugin } from '../core/request-context.ts'

/**
 * Headers of every response: browsers take it for what its `Content-Type` says, and nobody keeps what a caller was
 * given for a credential.
 */
export function useResponseHeaders(): ServerPlugin {
  return {
    onResponse({ request, response: { headers } }) {
      headers.set('x-content-type-options', 'nosniff')
      if (request.headers.get('authorization') !== null) headers.set('cache-control', 'no-store')
    },
  }
}
