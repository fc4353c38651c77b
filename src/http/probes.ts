import type { Gate } from './gate.ts'

/** Says at `/health` that the process is alive, and at `/ready` whether requests should be sent here: 200 or 503. */
export function probes(isReady: () => Promise<boolean>): Gate {
  const end = (status: number, headers = {}) => new Response(null, { status, headers })
  return ({ http: { method, url } }) => {
    const { pathname } = url
    if (pathname !== '/health' && pathname !== '/ready') return undefined
    if (method !== 'GET' && method !== 'HEAD') return end(405, { allow: 'GET, HEAD' })
    if (pathname === '/health') return end(200)
    return isReady().then((ready) => end(ready ? 200 : 503))
  }
}
