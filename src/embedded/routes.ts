import { listHandlers } from './handlers/list-threads.ts'
import { checkThreadId as checkId } from './handlers/thread-id.ts'
import { type Handler, threadHandlers } from './handlers/threads.ts'
import type { ThreadStore } from './stores/store.ts'
import { methodNotAllowed, notServed, unknownUrl, type WireError } from './wire-error.ts'

/** What is done at a path. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** In hono's form. */
  path: string
  handle: Handler
  /** Returns the id in the path if it can be one, and throws WireError 400 if not. Called before a body is read. */
  checkId?: (id: string) => string
  /** The parameter without which the query is not one for this endpoint. */
  query?: 'ids'
  /** Whether it is for this process alone, and not served over HTTP. Default: false. */
  inProcess?: boolean
  /** What an empty body stands for; without it, an empty body is broken JSON. */
  emptyBody?: object
}

/** What OpenAI's API has at a path, and this server has not. */
export interface MissingPart {
  path: string
  missing: string
}

export type Route = Endpoint | MissingPart

/** All that there is, for requests over HTTP and for those of this process alike: the first that matches counts. */
export function routesOf(store: ThreadStore): Route[] {
  const { createThread, getThread, getThreads, updateThread, patchThread, deleteThread } =
    threadHandlers(store)
  const { listThreads, findThreads, countThreads } = listHandlers(store)
  return [
    { path: '/v1/threads/runs', missing: 'runs' },
    { path: '/v1/threads/:id/messages/*', missing: 'messages' },
    { path: '/v1/threads/:id/runs/*', missing: 'runs' },
    { method: 'POST', path: '/v1/threads', handle: createThread, emptyBody: {} },
    { method: 'GET', path: '/v1/threads', handle: getThreads, query: 'ids' },
    { method: 'GET', path: '/v1/threads', handle: listThreads },
    { method: 'POST', path: '/v1/find/threads', handle: findThreads, inProcess: true },
    { method: 'POST', path: '/v1/count/threads', handle: countThreads, inProcess: true },
    { method: 'GET', path: '/v1/threads/:id', handle: getThread, checkId },
    { method: 'POST', path: '/v1/threads/:id', handle: updateThread, checkId },
    { method: 'PATCH', path: '/v1/threads/:id', handle: patchThread, checkId },
    { method: 'DELETE', path: '/v1/threads/:id', handle: deleteThread, checkId },
  ]
}

/** The refusal of a request that no endpoint takes. */
export function noEndpoint(routes: readonly Route[], method: string, path: string): WireError {
  const segments = path.split('/')
  const here = routes.filter((route) => matches(route.path.split('/'), segments))
  for (const route of here) if ('missing' in route) return notServed(method, path, route.missing)
  const methods = here.flatMap((route) => ('missing' in route || route.inProcess ? [] : methodsOf(route)))
  if (methods.length === 0) return unknownUrl(method, path)
  return methodNotAllowed(method, path, [...new Set(methods)].join(', '))
}

/** Whether requests with this method have a body that is read. */
export function hasBody(method: Endpoint['method']): boolean {
  return method === 'POST' || method === 'PATCH'
}

/** HTTP has a HEAD for each GET. */
function methodsOf({ method }: Endpoint): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}

/** Whether a path matches a pattern of hono's, both split at their slashes; `*` at its end stands for nothing, too. */
export function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*'
  const count = isOpen ? pattern.length - 1 : pattern.length
  if (isOpen ? segments.length < count : segments.length !== count) return false
  for (let i = 0; i < count; i++) {
    const isParameter = pattern[i]?.startsWith(':') && segments[i] !== ''
    if (pattern[i] !== segments[i] && !isParameter) return false
  }
  return true
}
