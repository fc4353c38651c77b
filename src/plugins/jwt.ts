import { createHash } from 'node:crypto'
import { createRemoteJwksSigningKeyProvider, useJWT } from '@graphql-yoga/plugin-jwt'
import type { Plugin, YogaLogger } from 'graphql-yoga'
import { bearerToken } from './bearer-token.ts'

export interface JwtOptions {
  /** Where the issuer's public keys are. */
  jwksUrl: string
  issuer: string | undefined
  audience: string | undefined
  /** Whether the token itself goes upstream; if not, a credential that stands for its subject does. */
  forwardToken: boolean
}

type JwtPlugin = ReturnType<typeof useJWT>
type Hook<Name extends keyof Plugin> = NonNullable<Plugin[Name]>

/** What the plugin's hook needs of a request. */
interface Asked {
  request: Request
  url: URL
  serverContext: object
}

export interface JwtVerifier {
  /** Yoga's logger, for what is wrong with the keys. */
  useLogger: (logger: YogaLogger) => void
  /** The `Authorization` that stands for the caller upstream; undefined where the token is not valid. */
  credentialOf: (asked: Asked) => Promise<string | undefined>
}

/** How long, in milliseconds, the issuer may take to answer with its keys. */
const JWKS_TIMEOUT_MS = 5000

/** Only with a key pair: a shared secret has no place in a public key set. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const

/**
 * Verifies JSON Web Tokens with yoga's own plugin.
 *
 * The plugin is not registered but asked, since `/v1` never comes to the hook in which it would look at a
 * request, and keys may be let in beside tokens.
 */
export function createJwtVerifier({ jwksUrl, issuer, audience, forwardToken }: JwtOptions): JwtVerifier {
  const plugin: JwtPlugin = useJWT({
    signingKeyProviders: [
      createRemoteJwksSigningKeyProvider({
        jwksUri: jwksUrl,
        cache: true,
        rateLimit: true,
        timeout: JWKS_TIMEOUT_MS,
      }),
    ],
    tokenLookupLocations: [({ request }) => ({ token: bearerToken(request?.headers) ?? '' })],
    tokenVerification: { algorithms: [...algorithms], issuer, audience },
    reject: { missingToken: true, invalidToken: true },
  })
  return {
    useLogger: (logger) => plugin.onYogaInit?.({ yoga: { logger } } as Parameters<Hook<'onYogaInit'>>[0]),
    async credentialOf({ request, url, serverContext }) {
      // The plugin writes `jwt` to the context that it is given, and looks at a context once.
      const context: { jwt?: { payload?: { sub?: unknown; iss?: unknown } } } = { ...serverContext }
      try {
        await plugin.onRequestParse?.({ request, url, serverContext: context } as Parameters<
          Hook<'onRequestParse'>
        >[0])
      } catch {
        // Whatever is wrong with the token, or with the keys to check it by: it was not shown to be valid.
        return undefined
      }
      const { sub, iss } = context.jwt?.payload ?? {}
      if (typeof sub !== 'string' || sub === '') return undefined
      return forwardToken ? `Bearer ${bearerToken(request.headers)}` : subjectCredential(iss, sub)
    },
  }
}

/** Stays the same from token to token of one subject, and is fit for a header. */
function subjectCredential(issuer: unknown, subject: string): string {
  const id = createHash('sha256')
    .update(JSON.stringify([issuer ?? null, subject]))
    .digest('hex')
  return `Bearer jwt-subject-${id}`
}
