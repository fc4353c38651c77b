import { bearerKey } from '../core/bearer.ts'
import { BufferedResponse, type Fetch } from '../core/buffered-response.ts'
import { parseJsonBody } from './read-body.ts'
import { type OnError, refusalOf } from './refusal.ts'
import { type Endpoint, hasBody, matches, noEndpoint, type Route } from './routes.ts'
import { tenantOf } from './tenant.ts'
import { noBearerKey } from './wire-error.ts'

const origin = 'http://embedded'

/** The base URL of the API for this process. */
export const embeddedUrl = `${origin}/v1`

/**
 * The `fetch` of the `openai` client of this process: straight to the handlers, past the HTTP that requests of others
 * need, which takes several times as long as the store. Ids in a URL are taken as they are written: those that the
 * `ID` scalar accepts need no encoding.
 *
 * A client that disconnects meanwhile does not matter: reads are done at once, and a mutation is to finish.
 */
export function fetchInProcess(routes: readonly Route[], onError: OnError): Fetch {
  const find = endpointFinder(routes)

  return async (url, { method, headers, body }) => {
    const requestId = headers['x-request-id']
    try {
      // The server has accepted this caller, and the key may be one that nobody may send: see `callerKey`.
      const key = bearerKey(headers['authorization'] ?? null)
      if (key === undefined) throw noBearerKey()
      const question = url.indexOf('?', origin.length)
      const path = url.slice(origin.length, question === -1 ? undefined : question)
      const query = new URLSearchParams(question === -1 ? '' : url.slice(question))
      const { endpoint, id } = find(method, path, query)
      const text = await endpoint.handle(tenantOf(key), {
        id,
        query,
        body: hasBody(endpoint.method) ? parseJsonBody(body ?? '', endpoint.emptyBody) : undefined,
      })
      return new BufferedResponse(200, { 'x-request-id': requestId }, text)
    } catch (cause) {
      const refusal = refusalOf(cause, onError)
      const refusedHeaders = { ...refusal.headers, 'x-request-id': requestId }
      return new BufferedResponse(refusal.status, refusedHeaders, JSON.stringify(refusal))
    }
  }
}

/** Finds what takes a request, and the id in its path. Throws WireError 400, 404 or 405 where nothing does. */
function endpointFinder(routes: readonly Route[]) {
  const compiled = routes.map((route) => {
    const pattern = route.path.split('/')
    return { route, pattern, idAt: pattern.indexOf(':id') }
  })

  return (method: string, path: string, query: URLSearchParams): { endpoint: Endpoint; id: string } => {
    const segments = path.split('/')
    for (const { route, pattern, idAt } of compiled) {
      if (!matches(pattern, segments)) continue
      if ('missing' in route) break
      if (route.method === method && (route.query === undefined || query.has(route.query))) {
        return { endpoint: route, id: route.checkId?.(segments[idAt] ?? '') ?? '' }
      }
    }
    throw noEndpoint(routes, method, path)
  }
}
