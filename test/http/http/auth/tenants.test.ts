import { describe, expect, it } from 'vitest'
import { makeKey, makeToken, startIssuer } from '../../../support/access/issuer.ts'
import { as, createThread, sees, serve } from '../../../support/access/visit.ts'
import type { RunningServer } from '../../../support/server.ts'

const alice = as('sk-alice')
const unknown = 'thread_000000000000000000000000'

/** Asks the same of two ids, and returns both answers as texts, with the ids and the request ids taken out. */
async function compare(theirs: string, ask: (id: string) => Promise<Response>): Promise<[string, string]> {
  const [one, other] = [await describeAnswer(ask, theirs), await describeAnswer(ask, unknown)]
  return [one, other]
}

async function describeAnswer(ask: (id: string) => Promise<Response>, id: string): Promise<string> {
  const response = await ask(id)
  const varying = ['x-request-id', 'date', 'content-length']
  const headers = [...response.headers].filter(([name]) => !varying.includes(name))
  const text = (await response.text()).replaceAll(id, '<id>').replace(/"requestId":"[^"]*"/g, '"requestId"')
  return `${response.status} ${JSON.stringify(headers)} ${text}`
}

/** All that can be asked of a thread, over either API. */
const questions: [
  what: string,
  ask: (server: RunningServer, headers: Record<string, string>) => (id: string) => Promise<Response>,
][] = [
  ['read over GraphQL', graphql('query ($id: ID!) { thread(id: $id) { id metadata } }')],
  [
    'read among others over GraphQL',
    graphql('query ($id: ID!) { threadsById(ids: ["thread_x", $id]) { id } }'),
  ],
  [
    'changed over GraphQL',
    graphql('mutation ($id: ID!) { updateThread(id: $id, metadata: { stolen: "yes" }) { id metadata } }'),
  ],
  ['deleted over GraphQL', graphql('mutation ($id: ID!) { deleteThread(id: $id) { id deleted } }')],
  ['read over /v1', rest('GET')],
  ['asked for over /v1', rest('HEAD')],
  ['changed over /v1', rest('POST', { metadata: { stolen: 'yes' } })],
  ['deleted over /v1', rest('DELETE')],
]

function graphql(query: string) {
  return ({ url }: RunningServer, headers: Record<string, string>) =>
    (id: string) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables: { id } }),
      })
}

function rest(method: string, body?: object) {
  return ({ url }: RunningServer, headers: Record<string, string>) =>
    (id: string) =>
      fetch(`${url}/v1/threads/${id}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      })
}

describe.each([
  ['with a key, of one with another', { API_KEYS: 'sk-alice,sk-bob' }, as('sk-bob')],
  ['with a key, of one whose key is not checked', {}, as('sk-bob')],
  ['with a key, of one without', {}, {}],
])('a tenant %s', (_, env, bob) => {
  it.each(questions)('learns nothing of a thread that is not theirs: %s', async (_, ask) => {
    const server = await serve(env)
    const id = await createThread(server, alice)
    const [theirs, none] = await compare(id, ask(server, bob))
    expect(theirs).toBe(none)
    const { data } = await server.query('query ($id: ID!) { thread(id: $id) { metadata } }', { id }, alice)
    expect(data).toEqual({ thread: { metadata: { of: 'the owner' } } })
  })
})

describe('two subjects', () => {
  const key = makeKey('RS256', 'rsa-1')
  const token = (sub: string) => as(makeToken(key, { sub, exp: 4_000_000_000 }))

  it.each(questions)('learn nothing of the threads of each other: %s', async (_, ask) => {
    const { jwksUrl } = await startIssuer(key)
    const server = await serve({ JWT_JWKS_URL: jwksUrl })
    const id = await createThread(server, token('alice'))
    const [theirs, none] = await compare(id, ask(server, token('bob')))
    expect(theirs).toBe(none)
    expect(await sees(server, id, token('alice'))).toBe(true)
  })
})

describe('tenants who ask at the same moment', () => {
  it('each get their own answer to the same question', async () => {
    const server = await serve({ API_KEYS: 'sk-alice,sk-bob' })
    const id = await createThread(server, alice)
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) => sees(server, id, turn % 2 ? as('sk-bob') : alice)),
    )
    expect(answers).toEqual(Array.from({ length: 40 }, (_, turn) => turn % 2 === 0))
  })
})

it('are apart over the embedded upstream also where a remote one would be sent its key in another way', async () => {
  const server = await serve({
    OPENAI_API_KEY_HEADER: 'api-key',
    OPENAI_HEADERS: 'authorization-of: nobody',
    OPENAI_QUERY: 'a=b',
  })
  const id = await createThread(server, alice)
  expect(await sees(server, id, alice)).toBe(true)
  expect(await sees(server, id, as('sk-bob'))).toBe(false)
  expect(await sees(server, id, {})).toBe(false)
})
