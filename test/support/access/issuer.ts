import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type Algorithm = 'RS256' | 'ES256'

/** A pair of keys that tokens are signed with. */
export interface SigningKey {
  kid: string
  alg: Algorithm
  privateKey: KeyObject
  publicKey: KeyObject
}

export interface Issuer {
  /** For `JWT_JWKS_URL`. */
  jwksUrl: string
  /** The keys that it publishes. */
  keys: SigningKey[]
  /** How often they were asked for. */
  readonly asked: number
  /** Answers in place of the keys; for faults. */
  script: ((response: ServerResponse) => void) | undefined
  close: () => Promise<void>
}

/** Makes a pair of keys. */
export function makeKey(alg: Algorithm, kid: string): SigningKey {
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, alg, ...pair }
}

/** Publishes keys as a JWKS, over HTTP. Closed when the test is over. */
export async function startIssuer(...keys: SigningKey[]): Promise<Issuer> {
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    if (issuer.script) return issuer.script(response)
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keySet(keys)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  const issuer: Issuer = {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`,
    keys,
    get asked() {
      return asked
    },
    script: undefined,
    close,
  }
  return issuer
}

/** Keys as a JWKS. */
export function keySet(keys: SigningKey[]) {
  return {
    keys: keys.map(({ publicKey, kid, alg }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      alg,
      use: 'sig',
    })),
  }
}

/** Signs a token; headers of it may be replaced. */
export function makeToken(
  key: SigningKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): string {
  const signed = signingInput({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header }, claims)
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

/** The two parts of a token that its signature is made of. */
export function signingInput(header: Record<string, unknown>, claims: Record<string, unknown>): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
}
