import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import { describe, expect, it, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { type RunningCommand, startCommand } from '../../support/process.ts'
import { everyChange, type Received, sse, untilSubscribed, ws } from '../../support/subscriptions.ts'
import { connections, startWorkers, workersOf } from '../../support/workers/workers.ts'

const createThread = 'mutation { createThread { id } }'

async function post({ url }: RunningCommand, query: string) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return response.json()
}

describe('SIGTERM', () => {
  it('ends subscriptions with an error that says to come back, and the process within its time', async () => {
    const command = await startCommand({ env: { DATABASE_URL: 'file::memory:' } })
    const subscriptions = Array.from({ length: 20 }, () => sse.subscribe(command.url, {}))
    const sockets = Array.from({ length: 20 }, () => ws.subscribe(command.url, {}))
    const last = Promise.all(subscriptions.map((it) => it.next()))
    const closed = Promise.allSettled(sockets.map((it) => it.next()))
    await untilSubscribed(command.url, 40)

    const startedAt = performance.now()
    expect(await command.stop('SIGTERM')).toBe(0)
    // Nothing was in flight: a subscription does not hold the process.
    expect(performance.now() - startedAt).toBeLessThan(2500)
    for (const result of await last) {
      expect(result).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] })
    }
    for (const outcome of await closed) expect(outcome).toMatchObject({ reason: { code: 1001 } })
    expect((await command.ended).stderr).toBe('')
  })
})

describe('two workers on one file', () => {
  it('tell each subscriber of what any of them has written', async () => {
    const command = await startWorkers()
    const subscriptions = Array.from({ length: 8 }, () => sse.subscribe(command.url, {}))
    const taken = subscriptions.map(async (subscription) => {
      const ids = new Set<string>()
      while (ids.size < 20) ids.add((await subscription.next())?.data?.threadChanges.id ?? '')
      return ids
    })
    await untilSubscribed(command.url, 8)
    const writers = await connections(command, 2)
    const written = new Set<string>()
    for (let n = 0; n < 20; n++) {
      const { data } = Object(await writers[n % 2]?.query(createThread))
      written.add(data.createThread.id)
    }
    for (const ids of taken) expect(await ids).toEqual(written)
  })

  it('lose nothing for a client that comes back when the worker that it was connected to is killed', async () => {
    const command = await startWorkers()
    const seen: string[] = []
    let after: string | undefined
    let isDone = false
    const following = follow()
    async function follow() {
      while (!isDone) {
        const client = createClient({
          url: `${command.url.replace('http', 'ws')}/graphql`,
          webSocketImpl: WebSocket,
          retryAttempts: 0,
        })
        try {
          for await (const { data } of client.iterate<Received['data'] & {}>({
            query: everyChange,
            variables: { after },
          })) {
            if (!data) continue
            seen.push(data.threadChanges.id)
            after = data.threadChanges.cursor
          }
        } catch {
          // The connection is lost: with the cursor it goes on where it was.
        }
        await client.dispose()
        await delay(10)
      }
    }
    onTestFinished(() => {
      isDone = true
    })
    await untilSubscribed(command.url)
    const written: string[] = []
    for (let n = 0; n < 60; n++) {
      if (n % 15 === 14)
        for (const pid of workersOf(command).slice(0, 1 + (n % 2))) process.kill(pid, 'SIGKILL')
      const answer = await post(command, createThread).catch(() => undefined)
      if (answer) written.push(Object(answer).data.createThread.id)
      else await delay(50)
    }
    while (!written.every((id) => seen.includes(id))) await delay(20)
    isDone = true
    await command.stop()
    await following
    expect(new Set(seen).size).toBe(seen.length)
  })
})
