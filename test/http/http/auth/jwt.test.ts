import { createHmac } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeKey, makeToken, signingInput, startIssuer } from '../../../support/access/issuer.ts'
import { as, createThread, sees, serve } from '../../../support/access/visit.ts'
import { sse, ws } from '../../../support/subscriptions.ts'
import { startUpstream, wireThread } from '../../../support/upstream.ts'

const issuer = 'https://issuer.example'
const audience = 'threads'
const rsa = makeKey('RS256', 'rsa-1')
const ec = makeKey('ES256', 'ec-1')
const stranger = makeKey('RS256', 'rsa-1')

const now = () => Math.floor(Date.now() / 1000)
const claims = (more: Record<string, unknown> = {}) => ({
  iss: issuer,
  aud: audience,
  sub: 'alice',
  exp: now() + 600,
  ...more,
})

/** Serves behind tokens of an issuer with both keys. */
async function serveBehindTokens(env: Record<string, string> = {}) {
  const published = await startIssuer(rsa, ec)
  const server = await serve({
    JWT_JWKS_URL: published.jwksUrl,
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: audience,
    ...env,
  })
  return { server, issuer: published }
}

describe('a token', () => {
  it.each([
    ['signed with RSA', () => makeToken(rsa, claims())],
    ['signed with an elliptic curve', () => makeToken(ec, claims())],
    ['without the name of its key', () => makeToken(rsa, claims(), { kid: undefined })],
    ['of a subject with a long name', () => makeToken(rsa, claims({ sub: 's'.repeat(8000) }))],
    ['for several audiences', () => makeToken(rsa, claims({ aud: ['others', audience] }))],
  ])('lets in where it is %s', async (_, make) => {
    const { server } = await serveBehindTokens()
    expect(await server.query('{ __typename }', {}, as(make()))).toMatchObject({ status: 200 })
    expect((await fetch(`${server.url}/v1/threads/thread_a`, { headers: as(make()) })).status).toBe(404)
    expect((await fetch(`${server.url}/metrics`, { headers: as(make()) })).status).toBe(200)
  })

  it.each(['bearer', 'BEARER', 'Bearer '])('lets in whatever its scheme looks like: %s', async (scheme) => {
    const { server } = await serveBehindTokens()
    const id = await createThread(server, as(makeToken(rsa, claims())))
    expect(await sees(server, id, { authorization: `${scheme} ${makeToken(rsa, claims())}` })).toBe(true)
  })

  const strangerJwk = stranger.publicKey.export({ format: 'jwk' })
  const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' })
  const publicJwk = JSON.stringify(rsa.publicKey.export({ format: 'jwk' }))
  const withSecret = (secret: string | Buffer) => {
    const input = signingInput({ alg: 'HS256', kid: rsa.kid, typ: 'JWT' }, claims())
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
  const unsigned = (alg: string) => `${signingInput({ alg, kid: rsa.kid, typ: 'JWT' }, claims())}.`
  const valid = makeToken(rsa, claims())
  const [header = '', payload = '', signature = ''] = valid.split('.')

  const refused: [what: string, token: string | undefined][] = [
    ['missing', undefined],
    ['expired', makeToken(rsa, claims({ exp: now() - 1 }))],
    ['not yet valid', makeToken(rsa, claims({ nbf: now() + 600 }))],
    ['of another issuer', makeToken(rsa, claims({ iss: 'https://evil.example' }))],
    ['of no issuer', makeToken(rsa, claims({ iss: undefined }))],
    ['for another audience', makeToken(rsa, claims({ aud: 'others' }))],
    ['for no audience', makeToken(rsa, claims({ aud: undefined }))],
    ['signed with another key of the same name', makeToken(stranger, claims())],
    ['signed with a key that is not published', makeToken(makeKey('ES256', 'ec-2'), claims())],
    ['of one key under the name of another', makeToken(rsa, claims(), { kid: ec.kid })],
    ['without a signature (alg none)', unsigned('none')],
    ['without a signature (alg None)', unsigned('None')],
    ['without a signature (alg RS256)', unsigned('RS256')],
    ['signed with the public key as a secret (PEM)', withSecret(publicPem)],
    ['signed with the public key as a secret (JWK)', withSecret(publicJwk)],
    [
      'changed after it was signed',
      `${header}.${signingInput({}, claims({ sub: 'bob' })).split('.')[1]}.${signature}`,
    ],
    ['cut', `${header}.${payload}`],
    ['two', `${valid}, ${valid}`],
    ['no token', 'sk-alice'],
    ['dots', '..'],
    ['without an end', makeToken(rsa, claims({ exp: undefined }))],
    ['with an end that is no number', makeToken(rsa, claims({ exp: String(now() + 600) }))],
    ['without an end that is null', makeToken(rsa, claims({ exp: null }))],
    ['with a start that is no number', makeToken(rsa, claims({ nbf: 'now' }))],
    ['critical in a way that is not known', makeToken(rsa, claims(), { crit: ['x'], x: 1 })],
    ['critical in a way that every object has', makeToken(rsa, claims(), { crit: ['toString'] })],
    ['critical in no way', makeToken(rsa, claims(), { crit: [] })],
    ['with a payload that is not encoded', makeToken(rsa, claims(), { crit: ['b64'], b64: false })],
    ['of a curve that its key is not on', makeToken(ec, claims(), { alg: 'ES384' })],
    ['of another algorithm of the same key', makeToken(rsa, claims(), { alg: 'PS256' })],
    ['encrypted', [signingInput({ alg: 'RSA-OAEP', enc: 'A256GCM' }, {}), 'a', 'b', 'c'].join('.')],
    [
      'signed with the key in its header',
      makeToken(stranger, claims(), { kid: undefined, jwk: strangerJwk }),
    ],
    ['of several issuers', makeToken(rsa, claims({ iss: [issuer, 'https://evil.example'] }))],
    ['for an audience that begins like it', makeToken(rsa, claims({ aud: 'threads2' }))],
    ['without claims', makeToken(rsa, claims()).replace(/\..*\./, '..')],
    ['without a subject', makeToken(rsa, claims({ sub: undefined }))],
    ['of an empty subject', makeToken(rsa, claims({ sub: '' }))],
    ['of a subject that is no text', makeToken(rsa, claims({ sub: 7 }))],
  ]

  it.each(refused)('is refused with 401 on /graphql and /v1 where it is %s', async (_, token) => {
    const { server } = await serveBehindTokens()
    expect(await server.query('{ __typename }', {}, as(token))).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    })
    const rest = await fetch(`${server.url}/v1/threads`, { method: 'POST', headers: as(token) })
    expect(rest.status).toBe(401)
    expect(await rest.json()).toMatchObject({ error: { code: 'invalid_api_key' } })
    expect(server.bugs).toEqual([])
  })

  it('lets in without an end where JWT_REQUIRE_EXP is false', async () => {
    const { server } = await serveBehindTokens({ JWT_REQUIRE_EXP: 'false' })
    const endless = as(makeToken(rsa, claims({ exp: undefined })))
    expect((await server.query('{ __typename }', {}, endless)).status).toBe(200)
    const expired = as(makeToken(rsa, claims({ exp: now() - 1 })))
    expect((await server.query('{ __typename }', {}, expired)).status).toBe(401)
  })

  it('has its keys looked for at its issuer alone, whatever its headers name', async () => {
    const { server } = await serveBehindTokens()
    const other = await startIssuer(stranger)
    const { jwksUrl } = other
    const token = makeToken(stranger, claims(), { kid: 'other', jku: jwksUrl, x5u: jwksUrl })
    expect((await server.query('{ __typename }', {}, as(token))).status).toBe(401)
    expect(other.asked).toBe(0)
  })

  it('names its issuer with a text where any may be', async () => {
    const { server } = await serveBehindTokens({ JWT_ISSUER: '', JWT_AUDIENCE: '' })
    const withIssuer = (iss: unknown) => as(makeToken(rsa, claims({ iss, aud: undefined })))
    const statuses = [undefined, issuer, ['a'], null, 7].map(
      async (iss) => (await server.query('{ __typename }', {}, withIssuer(iss))).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 200, 401, 401, 401])
  })
})

describe('a subject', () => {
  const token = (sub: string, more: Record<string, unknown> = {}) =>
    as(makeToken(rsa, claims({ sub, ...more })))

  it('sees its threads with any of its tokens, over GraphQL and /v1', async () => {
    const { server } = await serveBehindTokens()
    const id = await createThread(server, token('alice'))
    const later = as(makeToken(ec, claims({ sub: 'alice', exp: now() + 60, jti: 'another' })))
    expect(await sees(server, id, later)).toBe(true)
    expect((await fetch(`${server.url}/v1/threads/${id}`, { headers: later })).status).toBe(200)
  })

  it.each([
    ['another subject', { sub: 'bob' }],
    ['a subject that begins like it', { sub: 'alice2' }],
    ['the same name in capitals', { sub: 'ALICE' }],
  ])('is not seen by %s', async (_, { sub }) => {
    const { server } = await serveBehindTokens()
    const id = await createThread(server, token('alice'))
    expect(await sees(server, id, token(sub))).toBe(false)
    expect((await fetch(`${server.url}/v1/threads/${id}`, { headers: token(sub) })).status).toBe(404)
  })

  it('is not the same of another issuer, where any may be', async () => {
    const { server } = await serveBehindTokens({ JWT_ISSUER: '' })
    const id = await createThread(server, token('alice'))
    expect(await sees(server, id, token('alice', { iss: 'https://other.example' }))).toBe(false)
  })
})

describe('a remote upstream', () => {
  async function sent(env: Record<string, string>, authorization: string) {
    const upstream = await startUpstream(wireThread('thread_a'))
    onTestFinished(upstream.close)
    const { server } = await serveBehindTokens({ OPENAI_BASE_URL: upstream.baseURL, ...env })
    await server.query('{ thread(id: "thread_a") { id } }', {}, { authorization })
    return upstream.journal.map((entry) => entry.headers.authorization)
  }
  const valid = makeToken(rsa, claims())

  it.each(['Bearer', 'bearer ', 'BEARER'])('gets the token itself, after %j', async (scheme) => {
    expect(await sent({}, `${scheme} ${valid}`)).toEqual([`Bearer ${valid}`])
  })

  it("gets the server's key, and not the token, where there is one", async () => {
    expect(await sent({ OPENAI_API_KEY: 'sk-server' }, `Bearer ${valid}`)).toEqual(['Bearer sk-server'])
  })
})

describe('keys beside tokens', () => {
  it('let in, each to its own threads', async () => {
    const { server } = await serveBehindTokens({ API_KEYS: 'sk-alice' })
    const ofKey = await createThread(server, as('sk-alice'))
    const ofToken = await createThread(server, as(makeToken(rsa, claims())))
    expect(await sees(server, ofKey, as('sk-alice'))).toBe(true)
    expect(await sees(server, ofToken, as('sk-alice'))).toBe(false)
    expect(await sees(server, ofKey, as(makeToken(rsa, claims())))).toBe(false)
    expect((await server.query('{ __typename }', {}, as('sk-mallory'))).status).toBe(401)
    expect((await server.query('{ __typename }', {}, as(makeToken(stranger, claims())))).status).toBe(401)
  })
})

describe.each([sse, ws])('a subscription over $name', ({ subscribe }) => {
  it('ends when the token of its caller expires, and says so', async () => {
    const { server } = await serveBehindTokens()
    // Whole seconds: one that ends within the next could have ended before it is looked at.
    const key = makeToken(rsa, claims({ exp: now() + 2 }))
    const subscription = subscribe(server.url, { key })
    expect(await subscription.next()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' }, message: expect.stringContaining('expired') }],
    })
    expect(await subscription.next()).toBeUndefined()
  })
})
