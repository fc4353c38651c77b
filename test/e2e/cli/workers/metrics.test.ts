import { describe, expect, it, onTestFinished } from 'vitest'
import { series } from '../../../support/observability/metrics.ts'
import { connection, connections, startWorkers, workersOf } from '../../../support/workers/workers.ts'

const count = 'threads_graphql_operation_duration_seconds_count{type="mutation",outcome="ok"}'

describe('/metrics of two workers', () => {
  /** Two workers that have answered 6 mutations and 2 queries, each half of them. */
  async function startAfterTraffic() {
    const command = await startWorkers()
    const both = await connections(command, 2)
    for (const one of both) {
      for (let n = 0; n < 3; n++) await one.query('mutation { createThread { id } }')
      await one.query('{ thread(id: "thread_x") { id } }')
    }
    return { command, both }
  }

  it('adds up what both have counted, whoever is asked', async () => {
    const { both } = await startAfterTraffic()
    for (const one of both) {
      const { status, text } = await one.get('/metrics')
      expect(status).toBe(200)
      const metrics = series(text)
      expect(metrics.get(count)).toBe(6)
      expect(metrics.get(count.replace('mutation', 'query'))).toBe(2)
      expect(metrics.get('threads_graphql_store_commit_writes_sum')).toBe(6)
      expect(metrics.get('threads_graphql_batch_size_bucket{le="1"}')).toBe(2)
      expect(metrics.get('threads_graphql_upstream_calls_in_flight')).toBe(0)
    }
  })

  it('has of each process what can be added, and of the rest what makes sense', async () => {
    const { both } = await startAfterTraffic()
    const metrics = series((await both[0]?.get('/metrics'))?.text ?? '')
    const version = `nodejs_version_info{version="${process.version}"`
    expect([...metrics].filter(([name]) => name.startsWith(version)).map(([, value]) => value)).toEqual([1])
    // Two processes of Node need more than one, and none of them a gigabyte.
    expect(metrics.get('process_resident_memory_bytes')).toBeGreaterThan(100e6)
    const lag = (of: string) => metrics.get(`nodejs_eventloop_lag_${of}_seconds`) ?? Number.NaN
    expect(lag('min')).toBeLessThanOrEqual(lag('mean'))
    expect(lag('mean')).toBeLessThanOrEqual(lag('max'))
  })

  it('is of the workers that are there, when one has died', async () => {
    const { command, both } = await startAfterTraffic()
    const [victim = 0] = workersOf(command)
    process.kill(victim, 'SIGKILL')
    await command.wrote(/killed by SIGKILL/)
    const { status, text } = await Promise.any(both.map((one) => one.get('/metrics')))
    expect(status).toBe(200)
    expect(series(text).get(count)).toBe(3)
  })

  it('is not available, and soon so, while a worker stands still', async () => {
    const { command, both } = await startAfterTraffic()
    const [stopped = 0] = workersOf(command)
    process.kill(stopped, 'SIGSTOP')
    onTestFinished(() => void process.kill(stopped, 'SIGCONT'))
    expect((await Promise.race(both.map((one) => one.get('/metrics')))).status).toBe(503)
  })

  it('is not available, and soon so, where the primary stands still', async () => {
    const { command } = await startAfterTraffic()
    const [one] = await connections(command, 1)
    command.kill('SIGSTOP')
    onTestFinished(() => command.kill('SIGCONT'))
    expect((await one?.get('/metrics'))?.status).toBe(503)
    expect((await one?.get('/health'))?.status).toBe(200)
  })

  it('wants a key where the rest does', async () => {
    const { url } = await startWorkers({ env: { API_KEYS: 'secret' } })
    expect((await connection(url).get('/metrics')).status).toBe(401)
  })
})
