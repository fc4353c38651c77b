import { describe, expect, it, onTestFinished } from 'vitest'
import { answer, hangUp, type Misbehaviour, midBody, startMisbehaving } from '../../support/misbehaving.ts'
import { startCommand } from '../../support/process.ts'
import { startServer } from '../../support/server.ts'
import { wireThread } from '../../support/upstream.ts'

/** Of the form that such things have: none of them may be told from its form alone to be harmless. */
const key = 'sk-proj-canaryKey7Qz_x1'
const plainKey = 'canarykeywithoutform'
const organization = 'org-canaryOrg7Qz'
const words = 'canary words 7Qz'
const canary = /canary/i

const planted = [key, plainKey, organization, words]
const headers = {
  'openai-organization': organization,
  'openai-project': `proj_${words.replaceAll(' ', '-')}`,
  'set-cookie': `session=${key}`,
  'www-authenticate': `Bearer realm="${words}"`,
}

/** Says the canaries wherever an upstream can say anything. */
function telling(secret: string): Record<string, Misbehaviour> {
  const error = (fields: Record<string, unknown>) =>
    JSON.stringify({ error: { message: `Incorrect key ${secret}: ${planted.join()}`, ...fields } })
  const everywhere = error({ type: secret, code: secret, param: secret, [secret]: organization })
  const all = { ...headers, 'x-request-id': secret }
  const html = `<html><title>${planted.join()}</title></html>`
  const thread = (fields: Record<string, unknown>): Misbehaviour =>
    answer(200, JSON.stringify({ ...wireThread('thread_other'), ...fields }), all)

  return {
    ...Object.fromEntries(
      [400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503, 504].flatMap((status) => [
        [`${status} with an error`, answer(status, everywhere, all)],
        [`${status} with HTML`, answer(status, html, all)],
      ]),
    ),
    'an error of other words': answer(400, error({ type: words, code: organization, param: key }), all),
    'an error of objects': answer(400, JSON.stringify({ error: { message: { [secret]: secret } } }), all),
    'an error without an envelope': answer(400, JSON.stringify({ message: secret, code: secret }), all),
    'a status text': ({ socket }) =>
      void socket.write(`HTTP/1.1 400 ${secret}\r\ncontent-length: 0\r\nx-request-id: ${secret}\r\n\r\n`),
    'a redirect': answer(302, html, { ...all, location: `http://${secret}.invalid/${secret}` }),
    'HTML with 200': answer(200, html, all),
    'a thread of another id': thread({ id: secret }),
    'a thread of another object': thread({ object: secret }),
    'metadata that are no strings': thread({ metadata: { [secret]: { [secret]: secret } } }),
    'a header that is none': ({ socket }) => void socket.write(`HTTP/1.1 200 OK\r\n${secret}\r\n\r\n`),
    'no HTTP': ({ socket }) => void socket.write(`${secret}\r\n\r\n`),
    'a body cut short': midBody({ ...all, 'content-length': '999' }, everywhere, hangUp),
  }
}

const env = { UPSTREAM_TIMEOUT_MS: '2000' }

/** An upstream that tells its secret in all ways at once: to each thread in another one. */
async function startTelling(secret: string) {
  const ways = Object.entries(telling(secret)).map(([name, misbehave], i) => ({
    name,
    id: `thread_${i}`,
    misbehave,
  }))
  const upstream = await startMisbehaving((request) =>
    ways.find(({ id }) => id === request.id)?.misbehave(request),
  )
  onTestFinished(upstream.close)
  return { upstream, ways }
}

const read = 'query ($id: ID!) { thread(id: $id) { id metadata } }'
const update = 'mutation ($id: ID!) { updateThread(id: $id, metadata: {}) { id metadata } }'

describe.each([
  ['of the usual form', key],
  ['of no form', plainKey],
])('a key %s', (_, secret) => {
  it.each([
    ['the server', { OPENAI_API_KEY: secret }, {}],
    ['the server, in a header of its own', { OPENAI_API_KEY: secret, OPENAI_API_KEY_HEADER: 'api-key' }, {}],
    ['the server, among other headers', { OPENAI_HEADERS: `x-token: Token ${secret}` }, {}],
    ['the server, in the query', { OPENAI_QUERY: `key=${secret}` }, {}],
    ['the server, for conversations', { OPENAI_API_KEY: secret, UPSTREAM_API: 'conversations' }, {}],
    ['the caller', {}, { authorization: `Bearer ${secret}` }],
  ])('is in no response and no report where %s has it', async (_, settings, headers) => {
    const { upstream, ways } = await startTelling(secret)
    const server = await startServer({ ...env, OPENAI_BASE_URL: upstream.baseURL, ...settings })
    onTestFinished(server.close)

    const told = await Promise.all(
      ways.map(async ({ name, id }) => {
        const answers = await Promise.all([read, update].map((it) => server.query(it, { id }, headers)))
        return canary.test(JSON.stringify(answers)) ? [name, answers] : []
      }),
    )

    expect(told.flat()).toEqual([])
    expect(server.bugs).toEqual([])
    // It was sent each time, one way or another.
    for (const { path, headers } of upstream.journal)
      expect(JSON.stringify([path, headers])).toContain(secret)
  })
})

it('no canary is in what the command writes', async () => {
  const { upstream, ways } = await startTelling(key)
  const command = await startCommand({
    env: { ...env, OPENAI_BASE_URL: upstream.baseURL, OPENAI_API_KEY: key },
  })

  const texts = await Promise.all(
    ways.map(async ({ id }) => {
      const response = await fetch(`${command.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: update, variables: { id } }),
      })
      return response.text()
    }),
  )
  await command.stop()

  expect(upstream.journal).toHaveLength(ways.length)
  expect(texts.filter((text) => canary.test(text))).toEqual([])
  expect(command.output()).not.toMatch(canary)
})
