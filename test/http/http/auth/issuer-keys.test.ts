import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createIssuerKeys } from '../../../../src/http/auth/issuer-keys.ts'
import { keySet, makeKey, makeToken, type SigningKey, startIssuer } from '../../../support/access/issuer.ts'
import { as } from '../../../support/access/visit.ts'
import { keptLog } from '../../../support/observability/log.ts'
import { startServer } from '../../../support/server.ts'

const known = makeKey('RS256', 'rsa-1')
const rotated = makeKey('ES256', 'ec-2')
const stranger = makeKey('RS256', 'rsa-1')
const claims = { sub: 'alice', exp: 4_000_000_000 }
const valid = makeToken(known, claims)
const afterRotation = makeToken(rotated, claims)

/** Serves behind tokens of an issuer, with what is logged. */
async function serveBehind(...keys: SigningKey[]) {
  const issuer = await startIssuer(...keys)
  const { log, lines } = keptLog('error')
  const server = await startServer({ JWT_JWKS_URL: issuer.jwksUrl }, { log })
  onTestFinished(server.close)
  const statusOf = async (token: string) => (await server.query('{ __typename }', {}, as(token))).status
  return { issuer, server, lines, statusOf }
}

const realNow = performance.now.bind(performance)

/** Lets time pass for the keys, by the clock that they go by. */
function letPass(seconds: number): void {
  const passed = performance.now() + seconds * 1000 - realNow()
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => realNow() + passed)
  onTestFinished(() => spy.mockRestore())
}

/** Tokens that name keys which are not there, each another one. */
const unknownKids = (count: number) =>
  Array.from({ length: count }, (_, i) => makeToken(stranger, claims, { kid: `made-up-${i}` }))

describe('keys of an issuer', () => {
  it('are asked for once, however many tokens come', async () => {
    const { issuer, statusOf } = await serveBehind(known)
    await Promise.all(Array.from({ length: 20 }, () => statusOf(valid)))
    for (let time = 0; time < 5; time++) await statusOf(valid)
    expect(issuer.asked).toBe(1)
  })

  it('are not asked for again by tokens that name keys which are not there', async () => {
    const { issuer, lines, statusOf } = await serveBehind(known)
    expect(await statusOf(valid)).toBe(200)
    const statuses = new Set(await Promise.all(unknownKids(200).map(statusOf)))
    expect([...statuses]).toEqual([401])
    expect(await statusOf(valid)).toBe(200)
    expect(issuer.asked).toBe(1)
    expect(lines).toEqual([])
  })

  it('that are new work half a minute later, under a flood of such tokens', async () => {
    const { issuer, statusOf } = await serveBehind(known)
    await Promise.all(unknownKids(20).map(statusOf))
    issuer.keys.push(rotated)
    letPass(31)
    const [status] = await Promise.all([statusOf(afterRotation), ...unknownKids(20).map(statusOf)])
    expect(status).toBe(200)
    expect(issuer.asked).toBe(2)
  })

  it('that are withdrawn stop working after ten minutes', async () => {
    const { issuer, statusOf } = await serveBehind(known, rotated)
    expect(await statusOf(valid)).toBe(200)
    issuer.keys.shift()
    expect(await statusOf(valid)).toBe(200)
    letPass(601)
    expect(await statusOf(valid)).toBe(401)
    expect(await statusOf(afterRotation)).toBe(200)
  })

  it('are tried one after the other for a token that names none of several', async () => {
    const others = [makeKey('RS256', 'rsa-0'), makeKey('ES256', 'ec-0')]
    const { statusOf } = await serveBehind(...others, known)
    expect(await statusOf(makeToken(known, claims, { kid: undefined }))).toBe(200)
    expect(await statusOf(makeToken(stranger, claims, { kid: undefined }))).toBe(401)
    expect(await statusOf(makeToken(known, { ...claims, exp: 1 }, { kid: undefined }))).toBe(401)
  })

  it('that many share a name cost a token ten tries at most', async () => {
    const others = Array.from({ length: 10 }, () => makeKey('ES256', 'same'))
    const last = makeKey('ES256', 'same')
    const { statusOf } = await serveBehind(...others, last)
    expect(await statusOf(makeToken(others[9] ?? last, claims))).toBe(200)
    expect(await statusOf(makeToken(last, claims))).toBe(401)
  })
})

describe('an issuer that is away', () => {
  it('before its keys are known: tokens get 503 with a code, and the log one line', async () => {
    const { issuer, server, lines, statusOf } = await serveBehind(known)
    await issuer.close()
    const { status, errors } = await server.query('{ __typename }', {}, as(valid))
    expect({ status, errors }).toEqual({
      status: 503,
      errors: [
        {
          message: "The keys of the tokens' issuer are not available; try again later",
          extensions: { code: 'UPSTREAM_UNAVAILABLE' },
        },
      ],
    })
    const rest = await fetch(`${server.url}/v1/threads/thread_a`, { headers: as(valid) })
    expect([rest.status, rest.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await rest.json()).toMatchObject({ error: { type: 'server_error', code: null } })

    await Promise.all([...unknownKids(50), valid].map(statusOf))
    expect(lines).toMatchObject([
      {
        level: 50,
        msg: 'the keys of JWT_JWKS_URL are not available',
        reason: 'the issuer cannot be reached (ECONNREFUSED)',
      },
    ])
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
  })

  it('leaves API keys working', async () => {
    const issuer = await startIssuer(known)
    await issuer.close()
    const server = await startServer({ JWT_JWKS_URL: issuer.jwksUrl, API_KEYS: 'sk-alice' })
    onTestFinished(server.close)
    expect((await server.query('{ __typename }', {}, as('sk-alice'))).status).toBe(200)
  })

  it('is asked again a few seconds later', async () => {
    const { issuer, statusOf } = await serveBehind(known)
    issuer.script = (response) => void response.writeHead(500).end()
    expect(await statusOf(valid)).toBe(503)
    issuer.script = undefined
    expect(await statusOf(valid)).toBe(503)
    letPass(6)
    expect(await statusOf(valid)).toBe(200)
    expect(issuer.asked).toBe(2)
  })

  it('leaves known keys working for as long as it is, and gets one question in a few seconds', async () => {
    const { issuer, lines, statusOf } = await serveBehind(known)
    expect(await statusOf(valid)).toBe(200)
    issuer.script = (response) => void response.writeHead(503).end()
    letPass(3600)
    for (let time = 0; time < 5; time++) expect(await statusOf(valid)).toBe(200)
    const unknown = await Promise.all(unknownKids(50).map(statusOf))
    // Nobody can tell whether its issuer has such a key by now.
    expect(new Set(unknown)).toEqual(new Set([503]))
    expect(await statusOf(valid)).toBe(200)
    expect(issuer.asked).toBe(2)
    expect(lines).toHaveLength(1)
  })

  it('lets nobody with a known key wait, once it has failed', async () => {
    const { issuer, statusOf } = await serveBehind(known)
    expect(await statusOf(valid)).toBe(200)
    issuer.script = (response) => void response.writeHead(503).end()
    letPass(3600)
    expect(await statusOf(valid)).toBe(200)
    letPass(10)
    const asked = new Promise<ServerResponse>((resolve) => {
      issuer.script = resolve
    })
    expect(await statusOf(valid)).toBe(200)
    // It did not wait until the question was given up.
    const unanswered = await asked
    expect(unanswered.destroyed).toBe(false)
    unanswered.end(JSON.stringify(keySet([known])))
  })
})

describe('a response of an issuer', () => {
  const json = (value: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(value))
  const elsewhere = () => startIssuer(known)

  it.each<[what: string, script: (response: ServerResponse) => void, reason: string]>([
    [
      'HTML',
      (response) => void response.setHeader('content-type', 'text/html').end('<html>'),
      'the issuer responded with something else than JSON',
    ],
    ['nothing', (response) => void response.end(), 'the issuer responded with something else than JSON'],
    ['null', json(null), 'the issuer responded with something else than a key set'],
    ['a set of texts', json({ keys: ['a'] }), 'the issuer responded with something else than a key set'],
    ['an error', (response) => void response.writeHead(404).end(), 'the issuer responded with 404'],
    [
      'two megabytes',
      (response) => void response.end(JSON.stringify({ ...keySet([known]), more: 'x'.repeat(2_000_000) })),
      'the key set is larger than 1048576 bytes',
    ],
    [
      'without an end',
      (response) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        }
        response.on('drain', more)
        more()
      },
      'the key set is larger than 1048576 bytes',
    ],
    [
      'that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': 1000 }).write('{')
        response.destroy()
      },
      'the issuer cannot be reached (UND_ERR_SOCKET)',
    ],
  ])('of no use is 503 with a reason in the log: %s', async (_, script, reason) => {
    const { issuer, lines, statusOf } = await serveBehind(known)
    issuer.script = script
    expect(await statusOf(valid)).toBe(503)
    expect(lines).toMatchObject([{ reason }])
  })

  it('that leads elsewhere is not followed', async () => {
    const { issuer, lines, statusOf } = await serveBehind(known)
    const other = await elsewhere()
    issuer.script = (response) => void response.writeHead(302, { location: other.jwksUrl }).end()
    expect(await statusOf(valid)).toBe(503)
    expect(other.asked).toBe(0)
    expect(lines).toMatchObject([{ reason: 'the issuer responded with 302' }])
  })

  it('is waited for no longer than a limit', async () => {
    const issuer = await startIssuer(known)
    issuer.script = (response) => void response.writeHead(200).write('{')
    const reasons: string[] = []
    const keys = createIssuerKeys({
      url: issuer.jwksUrl,
      onFailure: (reason) => reasons.push(reason),
      timeoutMs: 50,
    })
    await expect(keys({ alg: 'RS256' }, { payload: '', signature: '' })).rejects.toThrow()
    expect(reasons).toEqual(['the issuer did not respond in time'])
  })

  const weak = generateKeyPairSync('rsa', { modulusLength: 512 })
  const { d: _, ...noKey } = { ...known.publicKey.export({ format: 'jwk' }), n: '!', d: undefined }

  it.each<[what: string, jwk: object, token: string]>([
    [
      'a key of 512 bits',
      createPublicKey(weak.privateKey).export({ format: 'jwk' }),
      // Signed by another key: what counts is the one that is published.
      valid,
    ],
    ['a private key', known.privateKey.export({ format: 'jwk' }), valid],
    ['a key that is none', noKey, valid],
  ])('with %s verifies nothing by it, and the log says so once', async (_what, jwk, token) => {
    const { issuer, lines, statusOf } = await serveBehind(known)
    issuer.script = json({ keys: [{ ...jwk, kid: known.kid, alg: known.alg }] })
    expect(await Promise.all(Array.from({ length: 5 }, () => statusOf(token)))).toEqual(Array(5).fill(503))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ msg: 'the keys of JWT_JWKS_URL are not available' })
  })
})
