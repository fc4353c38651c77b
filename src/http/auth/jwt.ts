import { createHash } from 'node:crypto'
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import { subjectKey } from '../../core/bearer.ts'
import { createIssuerKeys, KeysUnavailable, RETRY_MS } from './issuer-keys.ts'

export interface JwtOptions {
  /** Where the issuer's public keys are. */
  jwksUrl: string
  issuer: string | undefined
  audience: string | undefined
  /** Whether a token without `exp`, which is valid for ever, is refused. */
  requireExp: boolean
  /** Whether the token itself goes upstream; if not, a key that stands for its subject does. */
  forwardToken: boolean
  /** Told, in a few words without secrets, that the issuer's keys cannot be fetched or used. */
  onKeysFailure: (reason: string) => void
}

/** The key that stands for the caller upstream, and until when (in Unix milliseconds); or that the token is not valid; or that nothing can tell. */
export type JwtVerdict = { key: string; expiresAt: number | undefined } | 'invalid' | 'unavailable'

/** Looks at one token. Never rejects. */
export type JwtVerifier = (token: string) => Promise<JwtVerdict>

/** Only with a key pair: a shared secret has no place in a public key set. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']

/** Keys that are tried for a token that names none; each takes some 50 µs. */
const MAX_TRIES = 10

/** Verifies JSON Web Tokens of one issuer. https://www.rfc-editor.org/rfc/rfc8725 (best current practices) */
export function createJwtVerifier(options: JwtOptions): JwtVerifier {
  const { jwksUrl, issuer, audience, requireExp, forwardToken } = options
  const onKeysFailure = atMostEvery(RETRY_MS, options.onKeysFailure)
  const keys = createIssuerKeys({ url: jwksUrl, onFailure: onKeysFailure })
  const expected: JWTVerifyOptions = {
    algorithms,
    requiredClaims: requireExp ? ['exp', 'sub'] : ['sub'],
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  }

  async function payloadOf(token: string): Promise<JWTPayload> {
    try {
      return (await jwtVerify(token, keys, expected)).payload
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
      return tryEach(token, error)
    }
  }

  /** The token says too little of its key: any of these may have signed it. */
  async function tryEach(token: string, candidates: errors.JWKSMultipleMatchingKeys): Promise<JWTPayload> {
    let tries = 0
    for await (const key of candidates) {
      if (++tries > MAX_TRIES) break
      try {
        return (await jwtVerify(token, key, expected)).payload
      } catch (error) {
        const isOfAnother = error instanceof errors.JWSSignatureVerificationFailed
        // What is no error of jose's is about the key: one that cannot be used must not stand before the others.
        if (!isOfAnother && error instanceof errors.JOSEError) throw error
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }

  return async (token) => {
    try {
      const { sub, iss, exp } = await payloadOf(token)
      if (typeof sub !== 'string' || sub === '') return 'invalid'
      if (iss !== undefined && typeof iss !== 'string') return 'invalid'
      return {
        key: forwardToken ? token : keyOfSubject(iss, sub),
        expiresAt: exp === undefined ? undefined : exp * 1000,
      }
    } catch (error) {
      if (error instanceof KeysUnavailable) return 'unavailable'
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid)) return 'invalid'
      // A published key that cannot verify anything: too short, private, or no key at all.
      onKeysFailure(error instanceof Error ? error.message : 'a key of the issuer cannot be used')
      return 'unavailable'
    }
  }
}

/** Stays the same from token to token of one subject. */
function keyOfSubject(issuer: string | undefined, subject: string): string {
  const id = createHash('sha256').update(JSON.stringify([issuer ?? null, subject]))
  return subjectKey(id.digest('hex'))
}

/** A flood of tokens is not a flood of lines. */
function atMostEvery(ms: number, report: (reason: string) => void): (reason: string) => void {
  let reportedAt = Number.NEGATIVE_INFINITY
  return (reason) => {
    if (performance.now() - reportedAt < ms) return
    reportedAt = performance.now()
    report(reason)
  }
}
