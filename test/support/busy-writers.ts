import { Agent, type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** What became of the requests of some writers. */
export interface WriterOutcomes {
  /** The ids of the threads whose creation was acknowledged. */
  acknowledged: string[]
  /** How the last request of each writer ended that was not answered: `connect` where it had no connection to be sent on. */
  failures: string[]
}

/**
 * Starts writers that create threads, until a request fails.
 *
 * @param keepAlive whether each does so over a connection that it keeps; otherwise it makes one for each request.
 * @returns `busy`, resolved once each of them has had a response, and `outcomes`, once all of them have ended.
 */
export function startWriters(url: string, count: number, keepAlive = true) {
  const outcomes: WriterOutcomes = { acknowledged: [], failures: [] }
  let begun = 0
  const busy = Promise.withResolvers<void>()

  async function write(): Promise<void> {
    const agent = new Agent({ keepAlive, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    for (let writes = 0; ; writes++) {
      try {
        const { data } = await create(url, agent)
        outcomes.acknowledged.push(data.createThread.id)
      } catch (error) {
        const { code, syscall } = Object(error)
        outcomes.failures.push(syscall === 'connect' ? syscall : String(code))
        return
      }
      if (writes === 0 && ++begun === count) busy.resolve()
    }
  }
  const all = Promise.all(Array.from({ length: count }, write))
  return { busy: busy.promise, outcomes: all.then(() => outcomes) }
}

async function create(url: string, agent: Agent): Promise<{ data: { createThread: { id: string } } }> {
  const headers = { 'content-type': 'application/json' }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${url}/graphql`, { method: 'POST', agent, headers }, resolve)
      .on('error', reject)
      .end('{"query":"mutation { createThread { id } }"}')
  })
  return json(response) as Promise<{ data: { createThread: { id: string } } }>
}
