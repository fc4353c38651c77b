import { describe, expect, it } from 'vitest'
import { sendRaw } from '../../support/abuse/raw-http.ts'
import { serveEmbedded, serveUpstream } from '../../support/api.ts'
import { scrape } from '../../support/observability/metrics.ts'
import { refusal, wireThread } from '../../support/upstream.ts'

const threads = ['thread_a', 'thread_b', 'thread_c'].map((id) => wireThread(id))
const readAll = '{ threadsById(ids: ["thread_a", "thread_b", "thread_c"]) { id } }'
const update = 'mutation { updateThread(id: "thread_a", metadata: {}) { id } }'

/** Serves threads after this traffic, and returns its metrics. */
async function metricsAfter(...documents: string[]) {
  const { server, upstream } = await serveUpstream(threads)
  for (const document of documents) await server.query(document)
  return { metrics: await scrape(server.url), server, upstream }
}

describe('/metrics', () => {
  it('is text as Prometheus reads it', async () => {
    const { server } = await serveUpstream()
    const response = await fetch(`${server.url}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await response.text()
    expect(text).toContain('# TYPE threads_graphql_operation_duration_seconds histogram')
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
  })

  it('counts operations by type and outcome, and times them', async () => {
    const { metrics } = await metricsAfter(
      readAll,
      readAll,
      update,
      '{ nope }',
      '{',
      '{ thread(id: "..") { id } }',
    )
    const name = 'threads_graphql_operation_duration_seconds'
    expect(metrics.get(`${name}_count{type="query",outcome="ok"}`)).toBe(2)
    expect(metrics.get(`${name}_count{type="mutation",outcome="ok"}`)).toBe(1)
    expect(metrics.get(`${name}_count{type="none",outcome="error"}`)).toBe(3)
    expect(metrics.get(`${name}_sum{type="query",outcome="ok"}`)).toBeGreaterThan(0)
    expect(metrics.get(`${name}_bucket{le="+Inf",type="query",outcome="ok"}`)).toBe(2)
  })

  it('counts errors by code, each of them', async () => {
    const { metrics } = await metricsAfter(
      'mutation { a: deleteThread(id: "thread_x") { id } b: deleteThread(id: "thread_y") { id } }',
      '{ nope }',
      readAll,
    )
    expect(metrics.get('threads_graphql_errors_total{code="NOT_FOUND"}')).toBe(2)
    expect(metrics.get('threads_graphql_errors_total{code="BAD_USER_INPUT"}')).toBe(1)
    expect(metrics.get('threads_graphql_errors_total{code="INTERNAL_SERVER_ERROR"}')).toBe(undefined)
  })

  it('times upstream calls by kind and outcome', async () => {
    const { server, upstream } = await serveUpstream(threads)
    await server.query(readAll)
    await server.query(update)
    upstream.script = () => refusal(409, 'no')
    await server.query(update)
    const metrics = await scrape(server.url)
    const name = 'threads_graphql_upstream_duration_seconds'
    expect(metrics.get(`${name}_count{kind="read",outcome="ok"}`)).toBe(3)
    expect(metrics.get(`${name}_count{kind="mutation",outcome="ok"}`)).toBe(1)
    expect(metrics.get(`${name}_count{kind="mutation",outcome="CONFLICT"}`)).toBe(1)
    expect(metrics.get(`${name}_sum{kind="read",outcome="ok"}`)).toBeGreaterThan(0)
  })

  it('shows the upstream calls in flight, and none when they are over', async () => {
    const { server, upstream } = await serveUpstream(threads)
    const arrived = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<undefined>()
    upstream.script = () => {
      if (upstream.journal.length === 3) arrived.resolve()
      return gate.promise
    }
    const answer = server.query(readAll)
    await arrived.promise
    expect((await scrape(server.url)).get('threads_graphql_upstream_calls_in_flight')).toBe(3)
    gate.resolve(undefined)
    expect((await answer).errors).toBe(undefined)
    expect((await scrape(server.url)).get('threads_graphql_upstream_calls_in_flight')).toBe(0)
  })

  it('counts none in flight after failures either', async () => {
    const { server, upstream } = await serveUpstream(threads)
    upstream.script = () => ({ status: 200, body: 'no JSON' })
    await server.query(readAll)
    await server.query(update)
    expect((await scrape(server.url)).get('threads_graphql_upstream_calls_in_flight')).toBe(0)
  })

  it('has the sizes of batches: distinct ids that went off together', async () => {
    const { metrics } = await metricsAfter(
      readAll,
      '{ a: thread(id: "thread_a") { id } b: thread(id: "thread_a") { id } }',
    )
    expect(metrics.get('threads_graphql_batch_size_count')).toBe(2)
    expect(metrics.get('threads_graphql_batch_size_sum')).toBe(4)
    expect(metrics.get('threads_graphql_batch_size_bucket{le="1"}')).toBe(1)
  })

  it('has the commits of the embedded store, and the writes in each', async () => {
    const server = await serveEmbedded()
    await server.query('mutation { createThread { id } }')
    await server.query('mutation { createThread { id } }')
    await server.query('{ thread(id: "thread_x") { id } }')
    await fetch(`${server.url}/v1/threads`, { method: 'POST' })
    const metrics = await scrape(server.url)
    expect(metrics.get('threads_graphql_store_commit_writes_sum')).toBe(3)
    expect(metrics.get('threads_graphql_store_commit_writes_count')).toBe(3)
  })

  it('counts a commit once that writes share which arrive together', async () => {
    const server = await serveEmbedded()
    const post = (connection: string) =>
      `POST /v1/threads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: ${connection}\r\n\r\n`
    await sendRaw(server.url, post('keep-alive').repeat(19) + post('close'))
    const metrics = await scrape(server.url)
    expect(metrics.get('threads_graphql_store_commit_writes_sum')).toBe(20)
    expect(metrics.get('threads_graphql_store_commit_writes_count')).toBeLessThan(20)
  })

  it('has no series that a caller could multiply', async () => {
    const { server } = await serveUpstream(threads)
    const visit = async (name: string) => {
      await server.query(`query ${name} { __typename }`, {}, { 'x-request-id': `request-${name}` })
      await (await fetch(`${server.url}/no/${name}`)).text()
      await scrape(server.url)
    }
    await visit('First')
    const before = [...(await scrape(server.url)).keys()].filter((name) => name.startsWith('threads_'))
    for (let turn = 0; turn < 5; turn++) {
      await visit(`Other${turn}`)
    }
    const after = [...(await scrape(server.url)).keys()].filter((name) => name.startsWith('threads_'))
    expect(after).toEqual(before)
  })

  it('is of one app alone: another one in the process counts for itself', async () => {
    const { server } = await metricsAfter(readAll)
    const { metrics: others } = await metricsAfter()
    expect((await scrape(server.url)).get('threads_graphql_batch_size_count')).toBe(1)
    expect(others.get('threads_graphql_batch_size_count')).toBe(0)
  })
})
