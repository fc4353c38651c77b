import type { ServerPlugin } from '../server-context.ts'

/** Says at `/ready` whether requests should be sent here: 200 or 503. */
export function useReadiness(isReady: () => Promise<boolean>): ServerPlugin {
  return {
    onRequest({ url, endResponse, fetchAPI }) {
      if (url.pathname !== '/ready') return undefined
      return isReady().then((ready) =>
        endResponse(new fetchAPI.Response(null, { status: ready ? 200 : 503 })),
      )
    },
  }
}
