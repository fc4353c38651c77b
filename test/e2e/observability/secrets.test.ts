import { createHmac } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { logLines } from '../../support/observability/log.ts'
import { startCommand } from '../../support/process.ts'
import { type Answer, startUpstream, wireThread } from '../../support/upstream.ts'

/** Each is planted somewhere, and none of them may come out. */
const canary = {
  serverKey: 'sk-canary-server',
  callerKey: 'sk-canary-caller',
  metadata: 'canary-metadata',
  upstreamText: 'canary-upstream-text',
  organisation: 'org-canary',
}
const anyCanary = /canary/i

/** All the ways in which an upstream can fail, each with canaries in all of its answer. */
const failures: [status: number, answer: Partial<Answer>][] = [
  [400, {}],
  [401, {}],
  [403, {}],
  [404, {}],
  [409, {}],
  [429, { headers: { 'retry-after': '3600' } }],
  [418, {}],
  [500, {}],
  [503, { body: `<html>${canary.upstreamText} ${canary.organisation}</html>` }],
  [200, { body: `{"${canary.upstreamText}": ` }],
  [200, { body: { id: canary.upstreamText, object: canary.organisation } }],
  [302, { headers: { location: `http://127.0.0.1:9/${canary.upstreamText}` } }],
]

function failure(status: number, answer: Partial<Answer>): Answer {
  const { serverKey, upstreamText, organisation } = canary
  return {
    status,
    body: {
      error: {
        message: `${upstreamText}: incorrect key ${serverKey} of ${organisation}`,
        type: organisation,
        param: serverKey,
        code: organisation,
      },
    },
    ...answer,
    headers: {
      'openai-organization': organisation,
      'x-request-id': organisation,
      'set-cookie': serverKey,
      ...answer.headers,
    },
  }
}

/** The command before an upstream, with canaries in all keys. */
async function start() {
  const upstream = await startUpstream(wireThread('thread_a'))
  onTestFinished(upstream.close)
  const command = await startCommand({
    env: {
      OPENAI_BASE_URL: upstream.baseURL,
      OPENAI_API_KEY: canary.serverKey,
      OPENAI_ORG_ID: canary.organisation,
      API_KEYS: canary.callerKey,
    },
  })
  const seen: string[] = []
  const ask = async (query: string, variables: object = {}, key = canary.callerKey, headers: object = {}) => {
    const response = await fetch(`${command.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
      body: JSON.stringify({ query, variables }),
    })
    seen.push(JSON.stringify([...response.headers]), await response.text())
    return response.status
  }
  return { upstream, command, ask, seen }
}

const update = 'mutation ($m: Metadata) { updateThread(id: "thread_a", metadata: $m) { id } }'

describe('a secret', () => {
  it('of an upstream that fails comes out of no response and no log', async () => {
    const { upstream, command, ask, seen } = await start()
    for (const [status, answer] of failures) {
      upstream.script = () => failure(status, answer)
      await ask('query Read { thread(id: "thread_a") { id } }')
      await ask(update, { m: { note: canary.metadata } })
    }
    // It did reach the upstream.
    expect(upstream.journal.at(-1)?.headers.authorization).toBe(`Bearer ${canary.serverKey}`)
    expect(upstream.journal.at(-1)?.body).toContain(canary.metadata)
    expect(await command.stop()).toBe(0)
    expect(logLines(command.output())).toHaveLength(failures.length * 2)
    expect(command.output()).not.toMatch(anyCanary)
    expect(seen.join('\n')).not.toMatch(anyCanary)
  })

  it('of a caller comes out of no log, and of no response but that which it asked for', async () => {
    const { command, ask, seen } = await start()
    const hmac = createHmac('sha256', 'x').update('canary').digest('hex')
    expect(await ask(update, { m: { note: canary.metadata } })).toBe(200)
    expect(await ask('{ __typename }', {}, 'sk-canary-wrong')).toBe(401)
    expect(await ask('{ __typename }', {}, canary.callerKey, { 'x-request-id': `canary ${hmac}` })).toBe(200)
    expect(
      await ask('{ __typename }', {}, canary.callerKey, { cookie: 'canary=1', traceparent: 'canary' }),
    ).toBe(200)
    const scrape = await fetch(`${command.url}/metrics`, {
      headers: { authorization: `Bearer ${canary.callerKey}` },
    })
    seen.push(await scrape.text())
    await command.stop()
    expect(command.output()).not.toMatch(anyCanary)
    expect(seen.join('\n')).not.toMatch(anyCanary)
  })

  it('in metadata that is refused is not logged; the response quotes its key, and never its value', async () => {
    const { command, ask, seen } = await start()
    await ask(update, { m: { note: `${canary.metadata}${'x'.repeat(513)}` } })
    await ask(update, { m: { note: { nested: canary.metadata } } })
    await ask(
      `mutation { updateThread(id: "thread_a", metadata: { note: ${JSON.stringify([canary.metadata])} }) { id } }`,
    )
    await ask('mutation ($m: Metadata) { updateThread(id: "thread_a", metadata: $m) { id } }', {
      m: canary.metadata,
    })
    await command.stop()
    expect(logLines(command.output()).map((line) => line.outcome)).toEqual(Array(4).fill('BAD_USER_INPUT'))
    expect(command.output()).not.toMatch(anyCanary)
    expect(seen.join('\n')).not.toMatch(anyCanary)
  })
})
