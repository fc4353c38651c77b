import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose'

/** The keys of the issuer cannot be fetched or used: nothing is known of the token. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable'
}

export interface IssuerKeysOptions {
  /** Where the issuer's public keys are. */
  url: string
  /** Told, in a few words without secrets, each time that the keys cannot be fetched. */
  onFailure: (reason: string) => void
  /** Milliseconds that the issuer may take to respond. Default: 5000. */
  timeoutMs?: number
}

/** Keys are used without a question for this long, in milliseconds. */
const MAX_AGE_MS = 600_000

/** A key that is not known is asked for at most this often, in milliseconds. */
const COOLDOWN_MS = 30_000

/** After a failure the issuer is left alone for this long, in milliseconds. */
export const RETRY_MS = 5000

/** A set of ten keys has about 5 kB. */
const MAX_BYTES = 1_048_576

/**
 * The public keys of an issuer, for `jwtVerify`: fetched when they are first needed, when they are old, and when a
 * token names one that is not among them, in one request at a time with a pause after each.
 *
 * jose's own remote set does most of that. But while the issuer is down it asks once for every token, and after ten
 * minutes of that it refuses the keys that it has.
 *
 * @throws KeysUnavailable where a key is not known and the keys cannot be fetched.
 */
export function createIssuerKeys({ url, onFailure, timeoutMs = 5000 }: IssuerKeysOptions): JWTVerifyGetKey {
  let keys: ReturnType<typeof createLocalJWKSet> | undefined
  let fetchedAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY
  let failed = false
  let pending: Promise<void> | undefined

  async function load(): Promise<void> {
    try {
      keys = createLocalJWKSet(await fetchKeySet(url, timeoutMs))
      fetchedAt = performance.now()
      failed = false
    } catch (error) {
      failed = true
      onFailure(reasonOf(error))
    } finally {
      // Counted from the end, so that an issuer that does not respond is left alone, too.
      askedAt = performance.now()
      pending = undefined
    }
  }

  /** Asks the issuer, unless that was done a moment ago. */
  function ask(): Promise<void> | undefined {
    if (!pending && performance.now() - askedAt >= (failed ? RETRY_MS : COOLDOWN_MS)) pending = load()
    return pending
  }

  return async (header, token) => {
    if (!keys) await ask()
    else if (performance.now() - fetchedAt > MAX_AGE_MS) {
      // While the issuer is down, nobody waits for it: the keys that are there go on working.
      const outage = failed
      const asked = ask()
      if (!outage) await asked
    }
    if (!keys) throw new KeysUnavailable()
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await ask()
      if (failed) throw new KeysUnavailable()
      return keys(header, token)
    }
  }
}

/** @throws where there is no key set of a reasonable size, without a redirect and in time. */
async function fetchKeySet(url: string, timeoutMs: number) {
  const response = await fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Unusable(`the issuer responded with ${response.status}`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    // Leaving the loop gives the rest of the body up.
    if (size > MAX_BYTES) throw new Unusable(`the key set is larger than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw new Unusable('the issuer responded with something else than JSON')
  }
}

/** A response of the issuer that is no key set. Its message is made for the log. */
class Unusable extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof Unusable) return error.message
  if (error instanceof errors.JWKSInvalid) return 'the issuer responded with something else than a key set'
  if (error instanceof Error && error.name === 'TimeoutError') return 'the issuer did not respond in time'
  const cause: unknown = error instanceof Error ? error.cause : undefined
  return `the issuer cannot be reached (${String(Object(cause).code ?? 'unknown')})`
}
