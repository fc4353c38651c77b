import type { RequestContext } from '../core/request-context.ts'
import { beginRequest } from './request-id.ts'
import type { HttpStages } from './stages.ts'

export interface FetchAdapterOptions extends Pick<HttpStages, 'gate' | 'finish' | 'onBug'> {
  /** Serves what stands beside GraphQL; undefined where the path is not its own. */
  routes: (request: Request, context: RequestContext) => Promise<Response | undefined>
  /** Serves GraphQL, and refuses every other path. */
  graphql: (request: Request, context: RequestContext) => Promise<Response> | Response
}

/** Serves requests of the Fetch API: gates, then `/v1` and the like, then GraphQL. It does not reject. */
export function createFetchAdapter({ gate, routes, graphql, finish, onBug }: FetchAdapterOptions) {
  return async (request: Request): Promise<Response> => {
    const { method, headers, signal, url } = request
    const context = beginRequest({ method, url: new URL(url), headers, signal })
    let response: Response
    try {
      response =
        (await gate(context)) ?? (await routes(request, context)) ?? (await graphql(request, context))
    } catch (error) {
      onBug(error)
      response = new Response(null, { status: 500 })
    }
    finish(context, response.status, response.headers)
    return response
  }
}
