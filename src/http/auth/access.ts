import { callerKey } from '../../core/bearer.ts'
import type { Gate } from '../gate.ts'
import { httpErrorResponse } from '../http-error.ts'
import { textResponse } from '../text-response.ts'
import { createKeyCheck } from './api-keys.ts'
import type { JwtVerifier } from './jwt.ts'

export interface AccessOptions {
  /** Bearer keys that are accepted. */
  apiKeys: readonly string[] | undefined
  /** Verifies tokens. */
  jwt: JwtVerifier | undefined
}

/** Why a caller is refused. */
type Refusal = keyof typeof refusals

/** The caller's key, null without one; or a refusal. */
type Verdict = { key: string | null; expiresAt?: number | undefined } | Refusal

/**
 * Authentication, on every path but the probes: accepts the keys and tokens that the configuration names; without any,
 * every caller. A header that holds no bearer key is refused in any case, and never taken for no header: callers
 * without a key share their threads. From here on `authorization` stands for the caller.
 */
export function access({ apiKeys, jwt }: AccessOptions): Gate {
  const isKnown = apiKeys && createKeyCheck(apiKeys)
  const isOpen = !isKnown && !jwt

  function judge(header: string | null): Verdict | Promise<Verdict> {
    const key = callerKey(header)
    if (isOpen) return key === undefined ? 'malformed' : { key }
    if (typeof key !== 'string') return 'invalid'
    if (isKnown?.(key)) return { key }
    return jwt ? jwt(key) : 'invalid'
  }

  return (request) => {
    const { url, headers } = request.http
    const settle = (verdict: Verdict) => {
      if (typeof verdict === 'string') return refuse(verdict, url, headers.get('accept'))
      request.authorization = verdict.key === null ? null : `Bearer ${verdict.key}`
      if (verdict.expiresAt !== undefined) request.expiresAt = verdict.expiresAt
      return undefined
    }
    const verdict = judge(headers.get('authorization'))
    return verdict instanceof Promise ? verdict.then(settle) : settle(verdict)
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

function refuse(refusal: Refusal, url: URL, accept: string | null): Response {
  const { status, code, message, headers, rest } = refusals[refusal]
  if (!url.pathname.startsWith('/v1/')) return httpErrorResponse(status, code, message, { headers, accept })
  return textResponse(
    status,
    'application/json',
    JSON.stringify({ error: { ...rest, param: null } }),
    headers,
  )
}
