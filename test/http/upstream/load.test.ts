import { once } from 'node:events'
import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config/config.ts'
import { mutate, read, readThread, serveMisbehaving, updateThread } from '../../support/faults/serve.ts'
import {
  flood,
  type Misbehaviour,
  silence,
  startMisbehaving,
  wellBehaved,
} from '../../support/misbehaving.ts'
import { startUpstream, wireThread } from '../../support/upstream.ts'

const CONCURRENCY = 16
const MB = 1024 * 1024

/** The API without a socket of its own, so that ten thousand can ask at once. */
async function openApi(baseURL: string, timeoutMs: number) {
  const bugs: unknown[] = []
  const app = await createApp(
    readConfig({
      UPSTREAM_API: process.env['UPSTREAM_API'],
      OPENAI_BASE_URL: baseURL,
      UPSTREAM_TIMEOUT_MS: String(timeoutMs),
      UPSTREAM_CONCURRENCY: String(CONCURRENCY),
    }),
    { log: { operation: () => {}, request: () => {}, bug: (cause) => bugs.push(cause) } },
  )
  onTestFinished(app.close)

  /** The code that a document fails with; undefined where it succeeds. */
  async function ask(query: string): Promise<string | undefined> {
    const response = await app.fetch(
      new Request('http://127.0.0.1/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }),
    )
    const { errors } = JSON.parse(await response.text())
    return errors?.[0].extensions.code
  }
  return { ask, bugs, close: app.close }
}

/** Asks so often as fast as it goes, without waiting for answers; those come in meanwhile, as from a network. */
async function askOften<T>(times: number, ask: (i: number) => Promise<T>): Promise<T[]> {
  const asked: Promise<T>[] = []
  for (let i = 0; i < times; i++) {
    asked.push(ask(i))
    if (i % 50 === 0) await setImmediate()
  }
  return Promise.all(asked)
}

/** How often each value occurs. */
function count(values: (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value ?? 'ok'] = (counts[value ?? 'ok'] ?? 0) + 1
  return counts
}

/** So many at once keep a busy machine at work for a while. */
const timeout = 60_000

describe('before an upstream that is slow', { timeout }, () => {
  it('10,000 reads at once go a few at a time; the rest wait, then time out', async () => {
    const upstream = await startUpstream(wireThread('thread_a'))
    onTestFinished(upstream.close)
    upstream.script = () => delay(100, undefined)
    const { ask, bugs } = await openApi(upstream.baseURL, 6000)

    const counts = count(await askOften(10_000, () => ask(readThread)))

    expect(Object.keys(counts).sort()).toEqual(['UPSTREAM_TIMEOUT', 'ok'])
    expect(upstream.mostInFlight).toBe(CONCURRENCY)
    expect(upstream.journal.length).toBeGreaterThanOrEqual(counts['ok'] ?? 0)
    expect(upstream.journal.length).toBeLessThan(1000)
    expect(bugs).toEqual([])
  })

  it('of 2,000 mutations at once a few are sent; the rest say that they were not, and were not', async () => {
    const upstream = await startMisbehaving(silence)
    onTestFinished(upstream.close)
    const { ask, bugs, close } = await openApi(upstream.baseURL, 1000)
    const ids = Array.from({ length: 2000 }, (_, i) => `thread_${i}`)

    const codes = await askOften(ids.length, (i) => ask(`mutation { deleteThread(id: "${ids[i]}") { id } }`))
    await close()
    await Promise.all([...upstream.connections].map((socket) => socket.closed || once(socket, 'close')))

    expect(Object.keys(count(codes)).sort()).toEqual(['OUTCOME_UNKNOWN', 'UPSTREAM_TIMEOUT'])
    const sent = new Set(ids.filter((_, i) => codes[i] === 'OUTCOME_UNKNOWN'))
    expect(sent.size).toBeGreaterThanOrEqual(CONCURRENCY)
    expect(upstream.journal.filter(({ id }) => !sent.has(id))).toEqual([])
    expect(bugs).toEqual([])
  })

  it('those that have timed out stand in nobody’s way', async () => {
    const upstream = await startMisbehaving(silence)
    onTestFinished(upstream.close)
    const { ask } = await openApi(upstream.baseURL, 2000)
    await askOften(2000, () => ask(readThread))
    const connections = upstream.connections.size

    upstream.misbehave = wellBehaved
    const counts = count(await askOften(100, () => ask(readThread)))

    expect(counts).toEqual({ ok: 100 })
    // None of those that were dropped has cost a connection.
    expect(upstream.connections.size).toBeLessThanOrEqual(connections + CONCURRENCY)
  })

  it('four times the mutations that it can take, all the time, leave no outcome unknown', async () => {
    const upstream = await startUpstream(wireThread('thread_a'))
    onTestFinished(upstream.close)
    upstream.script = () => delay(100, undefined)
    const { ask } = await openApi(upstream.baseURL, 1600)
    const asked: Promise<string | undefined>[] = []

    // Sixteen in flight for 100 ms each are 160 a second; these are 640.
    for (let tick = 0; tick < 100; tick++) {
      for (let i = 0; i < 16; i++) asked.push(ask(updateThread))
      await delay(25)
    }
    const counts = count(await Promise.all(asked))

    expect(Object.keys(counts).sort()).toEqual(['UPSTREAM_TIMEOUT', 'ok'])
    expect(upstream.journal).toHaveLength(counts['ok'] ?? 0)
    expect(counts['ok']).toBeGreaterThan(200)
  })
})

describe('bodies of 300 MB', () => {
  /** The most memory held while something goes on, in bytes above what was held before. */
  async function peakMemory(action: () => Promise<unknown>): Promise<number> {
    const before = process.memoryUsage.rss()
    let peak = before
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss())
    }, 5)
    await action()
    clearInterval(timer)
    return Math.max(peak, process.memoryUsage.rss()) - before
  }

  it.each([
    ['read', read],
    ['mutation', mutate],
  ])('are cut at the cap, and barely move resident memory: %s', async (_, act) => {
    let written = 0
    const measured: Misbehaviour = (request) => {
      request.socket.on('close', () => {
        written += request.socket.bytesWritten
      })
      flood(300 * MB)(request)
    }
    const { upstream, server } = await serveMisbehaving(measured)
    for (let i = 0; i < 5; i++) await act(server)
    written = 0

    const grown = await peakMemory(async () => {
      for (let i = 0; i < 20; i++) await act(server)
    })

    expect(upstream.journal).toHaveLength(25)
    // The cap, and what buffers on both sides of a connection hold.
    expect(written / 20).toBeLessThan(16 * MB)
    expect(grown).toBeLessThan(64 * MB)
  })
})
