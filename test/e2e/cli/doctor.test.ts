import { describe, expect, it } from 'vitest'
import { spawnCommand } from '../../support/command.ts'
import { startUpstream } from '../../support/upstream.ts'
import { openAiConversations, sglang } from '../../support/upstreams/conversations.ts'
import { startStub } from '../../support/upstreams/stub.ts'
import { foundryThreads, leapfrog } from '../../support/upstreams/threads.ts'

/** Runs `doctor`, and gives its table as a record of questions and answers. */
async function examine(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await spawnCommand({ env, args: ['doctor', ...args] }).ended
  const rows = stdout.split('\n').flatMap((line) => {
    const [, question, answer] = /^(.*\?) {2,}(.*)$/.exec(line) ?? []
    return question === undefined ? [] : [[question, answer]]
  })
  return { code, answers: Object.fromEntries(rows), output: stdout + stderr }
}

describe('doctor', () => {
  it('says what an upstream can do, and changes nothing', async () => {
    const upstream = await startStub(foundryThreads)
    const { code, answers } = await examine({ ...foundryThreads.env, OPENAI_BASE_URL: upstream.baseURL })
    expect(answers).toEqual({
      'Is it there?': 'yes',
      'Does it take the key?': 'yes',
      'Does it speak the Assistants API (threads)?': 'yes',
      'Does it list threads?': 'yes',
    })
    expect(code).toBe(0)
    expect(new Set(upstream.journal.map(({ method }) => method))).toEqual(new Set(['GET']))
  })

  it('writes when it is told to, and leaves nothing behind', async () => {
    const upstream = await startStub(sglang)
    const { code, answers } = await examine({ ...sglang.env, OPENAI_BASE_URL: upstream.baseURL }, '--write')
    expect(answers).toMatchObject({
      'Does it list threads?': 'no',
      'Does it create threads?': 'yes',
      'What does an update do with metadata that it does not name?':
        'it keeps it (merge): removing a key, and null, have no effect',
      'Does it delete threads?': 'yes',
    })
    expect(code).toBe(0)
    expect(upstream.kept.size).toBe(0)
  })

  it('names the wire that an upstream speaks instead', async () => {
    const upstream = await startStub(openAiConversations)
    const env = { OPENAI_BASE_URL: upstream.baseURL, OPENAI_API_KEY: 'sk-own' }
    const { code, answers } = await examine(env)
    expect(code).toBe(1)
    expect(answers).toMatchObject({
      'Does it speak the Assistants API (threads)?': expect.stringMatching(/^no: /),
      'Does it speak the Conversations API?': 'yes; set UPSTREAM_API=conversations',
    })
  })

  it.each([
    ['that refuses the key', { OPENAI_API_KEY: 'sk-canary' }, 'Does it take the key?'],
    ['that wants a query parameter', { OPENAI_QUERY: '' }, 'Does it speak the Assistants API (threads)?'],
  ])('fails for one %s, and shows no key', async (_, env, question) => {
    const upstream = await startStub(foundryThreads)
    const { code, answers, output } = await examine({
      ...foundryThreads.env,
      ...env,
      OPENAI_BASE_URL: upstream.baseURL,
    })
    expect(code).toBe(1)
    expect(answers[question]).toMatch(/^no: .*\(HTTP 40[01]\)$/)
    expect(output).not.toMatch(/canary|entra-token/)
  })

  it('fails for one that is not there', async () => {
    const upstream = await startUpstream()
    await upstream.close()
    const { code, answers } = await examine({ OPENAI_BASE_URL: upstream.baseURL })
    expect(code).toBe(1)
    expect(answers['Is it there?']).toMatch(/^no: The upstream did not respond/)
  })

  it("sends a caller's key where it is given one", async () => {
    const upstream = await startStub(leapfrog)
    expect((await examine({ OPENAI_BASE_URL: upstream.baseURL }, '--key', 'sk-mine')).code).toBe(0)
    expect(upstream.journal[0]?.headers.authorization).toBe('Bearer sk-mine')
  })

  it('has nothing to find out where the upstream is embedded', async () => {
    const { code, output } = await examine({})
    expect(code).toBe(2)
    expect(output).toContain('OPENAI_BASE_URL names another one')
  })
})
