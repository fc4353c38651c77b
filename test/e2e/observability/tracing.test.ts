import { describe, expect, it, onTestFinished } from 'vitest'
import { attributes, startCollector } from '../../support/observability/collector.ts'
import { type RunningCommand, startCommand } from '../../support/process.ts'
import { refusal, startUpstream, wireThread } from '../../support/upstream.ts'
import { connections } from '../../support/workers/workers.ts'

const ids = ['thread_a', 'thread_b']
const readBoth = 'query Both { threadsById(ids: ["thread_a", "thread_b"]) { id } }'

async function startBeforeUpstream(endpoint: string, env: Record<string, string> = {}) {
  const upstream = await startUpstream(...ids.map((id) => wireThread(id)))
  onTestFinished(upstream.close)
  const command = await startCommand({
    env: { OPENAI_BASE_URL: upstream.baseURL, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env },
  })
  return { upstream, command }
}

async function ask({ url }: RunningCommand, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  return response.json()
}

describe('a trace', () => {
  it('has the span of an operation, with one for each upstream call in it', async () => {
    const collector = await startCollector()
    const { command, upstream } = await startBeforeUpstream(collector.endpoint)
    await ask(command, readBoth, { 'x-request-id': 'request-1' })
    expect(await command.stop()).toBe(0)

    const spans = collector.spans()
    const operation = spans.find(({ kind }) => kind === 2)
    const calls = spans.filter(({ kind }) => kind === 3)
    expect(operation).toMatchObject({ name: 'query Both', status: { code: 0 } })
    expect(operation?.parentSpanId ?? '').toBe('')
    expect(attributes(operation)).toEqual({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Both',
      'request.id': 'request-1',
    })
    expect(calls.map(({ name, traceId, parentSpanId }) => ({ name, traceId, parentSpanId }))).toEqual(
      ids.map(() => ({
        name: 'upstream read',
        traceId: operation?.traceId,
        parentSpanId: operation?.spanId,
      })),
    )
    // The upstream is told of the span of its call, so that its own become children of that.
    expect(new Set(upstream.journal.map((entry) => entry.headers['traceparent']))).toEqual(
      new Set(calls.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`)),
    )
  })

  it('is sent by each of two workers, for what it has answered', async () => {
    const collector = await startCollector()
    const { command } = await startBeforeUpstream(collector.endpoint, { WORKERS: '2' })
    for (const one of await connections(command, 2)) await one.query(readBoth)
    expect(await command.stop()).toBe(0)
    expect(collector.exports).toHaveLength(2)
    for (const kind of [2, 3]) {
      expect(collector.spans().filter((span) => span.kind === kind)).toHaveLength(kind === 2 ? 2 : 4)
    }
  })

  it('is the one of the caller, where there is one', async () => {
    const collector = await startCollector()
    const { command } = await startBeforeUpstream(collector.endpoint)
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    await ask(command, readBoth, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` })
    await command.stop()
    const spans = collector.spans()
    expect(spans).toHaveLength(3)
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]))
    expect(spans.find(({ kind }) => kind === 2)?.parentSpanId).toBe('00f067aa0ba902b7')
  })

  it('is a new one where what the caller sent is none', async () => {
    const collector = await startCollector()
    const { command } = await startBeforeUpstream(collector.endpoint)
    await ask(command, '{ __typename }', { traceparent: '00-canary' })
    await command.stop()
    expect(collector.spans()).toMatchObject([
      { name: 'query', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ])
  })

  it('shows what failed, with its code and nothing else of it', async () => {
    const collector = await startCollector()
    const { command, upstream } = await startBeforeUpstream(collector.endpoint, {
      OPENAI_API_KEY: 'sk-canary',
    })
    upstream.script = () => refusal(409, 'canary')
    await ask(command, 'mutation Write { updateThread(id: "thread_a", metadata: { note: "canary" }) { id } }')
    await command.stop()
    const spans = collector.spans()
    expect(spans.map(({ name, status }) => [name, status.code]).sort()).toEqual([
      ['mutation Write', 2],
      ['upstream mutation', 2],
    ])
    for (const span of spans) expect(attributes(span)['error.type']).toBe('CONFLICT')
    expect(JSON.stringify(collector.exports)).not.toContain('canary')
  })

  it('is there for a document that is refused, too', async () => {
    const collector = await startCollector()
    const { command } = await startBeforeUpstream(collector.endpoint)
    await ask(command, '{ nope }')
    await command.stop()
    expect(collector.spans()).toMatchObject([{ name: 'graphql', status: { code: 2 } }])
    expect(attributes(collector.spans()[0])).toMatchObject({ 'error.type': 'BAD_USER_INPUT' })
  })

  it('says which service it is of', async () => {
    const collector = await startCollector()
    const { command } = await startBeforeUpstream(collector.endpoint)
    await ask(command, '{ __typename }')
    await command.stop()
    expect(collector.paths).toEqual(['/v1/traces'])
    expect(attributes(collector.exports[0]?.resourceSpans[0]?.resource)).toMatchObject({
      'service.name': 'threads-graphql',
      'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    })
  })
})

describe('a collector', () => {
  it.each([
    ['is down', async () => 'http://127.0.0.1:9'],
    ['takes all and never answers', async () => (await startCollector({ silent: true })).endpoint],
  ])('that %s does no harm, and does not hold up the end', async (_, start) => {
    const { command } = await startBeforeUpstream(await start())
    for (let turn = 0; turn < 3; turn++) {
      expect(await ask(command, readBoth)).toEqual({ data: { threadsById: ids.map((id) => ({ id })) } })
    }
    const since = performance.now()
    expect(await command.stop()).toBe(0)
    expect(performance.now() - since).toBeLessThan(1500)
    expect((await command.ended).stderr).toBe('')
    expect(command.output()).not.toContain('unexpected error')
  })

  it('is asked nothing where OTEL_EXPORTER_OTLP_ENDPOINT is not set, and the upstream told nothing', async () => {
    const { command, upstream } = await startBeforeUpstream('')
    await ask(command, readBoth)
    expect(upstream.journal[0]?.headers).not.toHaveProperty('traceparent')
  })
})
