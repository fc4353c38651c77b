import { describe, expect, it } from 'vitest'
import { serveUpstream } from '../../support/api.ts'
import { keptLog, logLines } from '../../support/observability/log.ts'
import { startCommand } from '../../support/process.ts'
import { refusal, wireThread } from '../../support/upstream.ts'

async function serve(level: 'info' | 'error' | 'silent' = 'info', env: Record<string, string> = {}) {
  const { log, lines, text } = keptLog(level)
  const { server, upstream } = await serveUpstream([wireThread('thread_a'), wireThread('thread_b')], env, {
    log,
  })
  return { server, upstream, lines, text }
}

describe('the line of an operation', () => {
  it('says which it was, how long it took, and what it cost upstream', async () => {
    const { server, upstream, lines } = await serve()
    upstream.script = () => new Promise((resolve) => setTimeout(resolve, 20, undefined))
    await server.query(
      'query Both { threadsById(ids: ["thread_a", "thread_b"]) { id } }',
      {},
      { 'x-request-id': 'request-1' },
    )
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        requestId: 'request-1',
        operation: 'Both',
        type: 'query',
        status: 200,
        durationMs: expect.any(Number),
        upstreamCalls: 2,
        upstreamMs: expect.any(Number),
        outcome: 'ok',
        msg: 'operation',
      },
    ])
    const [{ durationMs = 0, upstreamMs = 0 } = {}] = lines
    expect(durationMs).toBeGreaterThan(19)
    // Both calls count, though they ran side by side.
    expect(upstreamMs).toBeGreaterThan(38)
  })

  it('is one line, whatever the name of the operation', async () => {
    const { server, text } = await serve()
    await server.query(`query ${'N'.repeat(100_000)} { __typename }`)
    expect(text().match(/\n/g)).toHaveLength(1)
    expect(text().length).toBeLessThan(500)
  })

  it.each([
    [
      'a query of no name',
      '{ __typename }',
      { type: 'query', outcome: 'ok', upstreamCalls: 0, upstreamMs: 0 },
    ],
    ['a mutation', 'mutation M { createThread { id } }', { type: 'mutation', operation: 'M', outcome: 'ok' }],
    ['a syntax error', '{', { outcome: 'BAD_USER_INPUT', upstreamCalls: 0 }],
    ['an unknown field', '{ nope }', { outcome: 'BAD_USER_INPUT', upstreamCalls: 0 }],
    ['a bad id', '{ thread(id: "..") { id } }', { outcome: 'BAD_USER_INPUT', upstreamCalls: 0 }],
    [
      'a thread that is not there',
      'mutation Gone { deleteThread(id: "thread_x") { id } }',
      { operation: 'Gone', outcome: 'NOT_FOUND', status: 200, upstreamCalls: 1 },
    ],
    [
      'two that are not there',
      'mutation { a: deleteThread(id: "thread_x") { id } b: deleteThread(id: "thread_y") { id } }',
      { outcome: 'NOT_FOUND', upstreamCalls: 2 },
    ],
  ])('is written for %s', async (_, query, line) => {
    const { server, lines } = await serve()
    await server.query(query)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ msg: 'operation', ...line })
  })

  it('names each code once, where several things went wrong', async () => {
    const { server, upstream, lines } = await serve()
    upstream.script = ({ path }) => refusal(path.endsWith('b') ? 403 : 409, 'no')
    await server.query('{ threadsById(ids: ["thread_a", "thread_b", "thread_c"]) { id } }')
    expect(lines[0]?.outcome?.split(',').sort()).toEqual(['CONFLICT', 'FORBIDDEN'])
  })

  it('is no second line beside that of the operation', async () => {
    const { server, lines } = await serve()
    await server.query('{ __typename }')
    await server.query('{ nope }')
    expect(lines.map((line) => line.msg)).toEqual(['operation', 'operation'])
  })
})

describe('LOG_LEVEL', () => {
  const bug = new TypeError('x is not a function')

  it.each([
    ['info', ['operation', 'request', 'unexpected error']],
    ['error', ['unexpected error']],
    ['silent', []],
  ] as const)('%s writes %j', async (level, messages) => {
    const { log, lines } = keptLog(level)
    log.operation({
      requestId: 'r',
      durationMs: 1,
      status: 200,
      upstreamCalls: 0,
      upstreamMs: 0,
      codes: [],
    })
    log.request({
      requestId: 'r',
      method: 'GET',
      path: '/nope',
      route: 'other',
      status: 404,
      durationMs: 1,
      code: 'NOT_FOUND',
      reason: undefined,
    })
    log.bug(bug)
    expect(lines.map((line) => line.msg)).toEqual(messages)
  })

  it('info has the command write a line per operation to standard output', async () => {
    const command = await startCommand()
    const post = (query: string) =>
      fetch(`${command.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      })
    await post('query One { __typename }')
    await post('mutation Two { createThread { id } }')
    await command.stop()
    const { stdout, stderr } = await command.ended
    expect(logLines(stdout).map((line) => line.operation)).toEqual(['One', 'Two'])
    expect(stderr).toBe('')
  })
})

describe('the line of a bug', () => {
  it('says what and where, and not a word of the message, which can quote anything', () => {
    const { log, lines, text } = keptLog()
    log.bug(Object.assign(new Error('canary in a message\n    with a canary'), { code: 'E_ODD' }))
    expect(lines[0]).toMatchObject({ level: 50, error: 'Error', code: 'E_ODD', msg: 'unexpected error' })
    expect(lines[0]?.stack?.[0]).toMatch(/^at .*log\.test\.ts/)
    expect(text()).not.toContain('canary')
  })

  it('keeps the message of a mistake in our code, which quotes names alone', () => {
    const { log, lines } = keptLog()
    log.bug(new TypeError('x is not a function'))
    expect(lines[0]).toMatchObject({ error: 'TypeError', message: 'x is not a function' })
  })

  it.each(['a canary', { canary: 1 }, null, undefined])('copes with what is no error: %j', (thrown) => {
    const { log, lines, text } = keptLog()
    log.bug(thrown)
    expect(lines).toMatchObject([{ error: typeof thrown }])
    expect(text()).not.toContain('canary')
  })
})
