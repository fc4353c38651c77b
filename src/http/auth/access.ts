import { callerKey } from '../../core/bearer.ts'
import type { ServerPlugin } from '../../core/request-context.ts'
import { httpErrorResponse } from '../http-error.ts'
import { createKeyCheck } from './api-keys.ts'
import type { JwtVerifier } from './jwt.ts'

export interface AccessOptions {
  /** Bearer keys that are accepted. */
  apiKeys: readonly string[] | undefined
  /** Verifies tokens. */
  jwt: JwtVerifier | undefined
}

/** Why a caller is not let in. */
type Refusal = keyof typeof refusals

/** The caller's key, null without one; or a refusal. */
type Verdict = { key: string | null } | Refusal

/**
 * Authentication, on every path but the probes: lets in the keys and tokens that the configuration names; without
 * any, everyone. A header that holds no bearer key is refused in any case, and never taken for no header: callers
 * without a key share their threads. From here on `serverContext.authorization` stands for the caller.
 */
export function useAccess({ apiKeys, jwt }: AccessOptions): ServerPlugin {
  const isKnown = apiKeys && createKeyCheck(apiKeys)
  const isOpen = !isKnown && !jwt

  function judge(header: string | null): Verdict | Promise<Verdict> {
    const key = callerKey(header)
    if (isOpen) return key === undefined ? 'malformed' : { key }
    if (typeof key !== 'string') return 'invalid'
    if (isKnown?.(key)) return { key }
    return jwt ? jwt(key) : 'invalid'
  }

  return {
    onRequest({ request, url, serverContext, endResponse, fetchAPI }) {
      const settle = (verdict: Verdict) => {
        if (typeof verdict === 'string')
          endResponse(refuse(verdict, url, fetchAPI.Response, request.headers.get('accept')))
        else serverContext.authorization = verdict.key === null ? null : `Bearer ${verdict.key}`
      }
      const verdict = judge(request.headers.get('authorization'))
      return verdict instanceof Promise ? verdict.then(settle) : settle(verdict)
    },
  }
}

const expected = 'Authorization: Bearer <key>'
const challenge = { 'www-authenticate': 'Bearer' }

/** For GraphQL, and in the form that OpenAI's clients know. */
const refusals = {
  malformed: {
    status: 401,
    code: 'UNAUTHENTICATED',
    message: `The Authorization header holds no bearer key; send "${expected}", or no such header`,
    headers: challenge,
    rest: {
      message: `The Authorization header holds no bearer key. Expected '${expected}', or no such header.`,
      type: 'invalid_request_error',
      code: 'invalid_api_key',
    },
  },
  invalid: {
    status: 401,
    code: 'UNAUTHENTICATED',
    message: `A valid key is required: ${expected}`,
    headers: challenge,
    rest: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
  },
  unavailable: {
    status: 503,
    code: 'UPSTREAM_UNAVAILABLE',
    message: "The keys of the tokens' issuer are not available; try again later",
    headers: { 'retry-after': '5' },
    rest: {
      message: "The keys of the tokens' issuer are not available. Try again later.",
      type: 'server_error',
      code: null,
    },
  },
} as const

function refuse(refusal: Refusal, url: URL, ResponseClass: typeof Response, accept: string | null): Response {
  const { status, code, message, headers, rest } = refusals[refusal]
  if (!url.pathname.startsWith('/v1/')) {
    return httpErrorResponse(ResponseClass, status, code, message, headers, accept)
  }
  return new ResponseClass(JSON.stringify({ error: { ...rest, param: null } }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}
