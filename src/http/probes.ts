import type { ServerPlugin } from '../core/request-context.ts'

/** Says at `/health` that the process is alive, and at `/ready` whether requests should be sent here: 200 or 503. */
export function useProbes(isReady: () => Promise<boolean>): ServerPlugin {
  return {
    onRequest({ request, url, endResponse, fetchAPI }) {
      const { pathname } = url
      if (pathname !== '/health' && pathname !== '/ready') return undefined
      const end = (status: number, headers = {}) =>
        endResponse(new fetchAPI.Response(null, { status, headers }))
      if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, { allow: 'GET, HEAD' })
      if (pathname === '/health') return end(200)
      return isReady().then((ready) => end(ready ? 200 : 503))
    },
  }
}
