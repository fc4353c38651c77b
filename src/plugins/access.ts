import { createHash, timingSafeEqual } from 'node:crypto'
import type { ServerContext, ServerPlugin } from '../server-context.ts'
import { bearerToken } from './bearer-token.ts'
import { httpErrorResponse } from './http-error.ts'
import type { JwtVerifier } from './jwt.ts'

export interface AccessOptions {
  /** Bearer keys that may enter. */
  apiKeys: readonly string[] | undefined
  /** Tells whose a token is. */
  jwt: JwtVerifier | undefined
}

/**
 * Lets in whom the configuration names, on every path but the probes; without keys and tokens, everyone. From
 * here on `serverContext.authorization` stands for the caller.
 */
export function useAccess({ apiKeys, jwt }: AccessOptions): ServerPlugin {
  const known = apiKeys?.map(digest)

  /** Null is for a caller without a credential, undefined for one who may not enter. */
  function credentialOf(
    request: Request,
    url: URL,
    context: ServerContext,
  ): string | null | undefined | Promise<string | undefined> {
    const header = request.headers.get('authorization')
    const token = bearerToken(request.headers)
    if (!known && !jwt) return token === undefined ? null : header
    if (token === undefined) return undefined
    if (known && isKnown(known, token)) return header
    return jwt?.credentialOf({ request, url, serverContext: context })
  }

  return {
    onYogaInit: ({ yoga }) => jwt?.useLogger(yoga.logger),
    onRequest({ request, url, serverContext, endResponse, fetchAPI }) {
      const settle = (credential: string | null | undefined) => {
        if (credential !== undefined) serverContext.authorization = credential
        else endResponse(refusal(url, fetchAPI.Response, request.headers.get('accept')))
      }
      const credential = credentialOf(request, url, serverContext)
      return credential instanceof Promise ? credential.then(settle) : settle(credential)
    },
  }
}

function refusal(url: URL, ResponseClass: typeof Response, accept: string | null): Response {
  if (url.pathname.startsWith('/v1/')) return refusalOfRest(ResponseClass)
  const message = 'A valid key is required: Authorization: Bearer <key>'
  const headers = { 'www-authenticate': 'Bearer' }
  return httpErrorResponse(ResponseClass, 401, 'UNAUTHENTICATED', message, headers, accept)
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Compares with every key, each in constant time, so that the time taken tells nothing of any of them. */
function isKnown(known: readonly Buffer[], token: string): boolean {
  const asked = digest(token)
  return known.reduce((found, key) => timingSafeEqual(key, asked) || found, false)
}

/** The refusal that OpenAI's clients know. */
function refusalOfRest(ResponseClass: typeof Response): Response {
  const error = {
    message: 'Incorrect API key provided.',
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  }
  return new ResponseClass(JSON.stringify({ error }), {
    status: 401,
    headers: { 'content-type': 'application/json', 'www-authenticate': 'Bearer' },
  })
}
