import { describe, expect, it, onTestFinished } from 'vitest'
import { startWriters } from '../../../support/busy-writers.ts'
import { startUpstream, wireThread } from '../../../support/upstream.ts'
import {
  connection,
  connections,
  isAlive,
  startWorkers,
  workersOf,
} from '../../../support/workers/workers.ts'

const update = 'mutation { updateThread(id: "thread_1", metadata: { a: "b" }) { metadata } }'
const updated = { data: { updateThread: { metadata: { a: 'b' } } } }

/** Two workers, each with a request in flight at an upstream that answers none until it is told to. */
async function startWithRequestsInFlight() {
  const upstream = await startUpstream(wireThread('thread_1'))
  onTestFinished(upstream.close)
  const arrived = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<undefined>()
  upstream.script = () => {
    if (upstream.journal.length === 4) arrived.resolve()
    return gate.promise
  }
  const command = await startWorkers({ env: { OPENAI_BASE_URL: upstream.baseURL } })
  const answers = (await connections(command, 4)).map((one) => one.query(update))
  // Whoever expects them to fail says so later.
  for (const answer of answers) answer.catch(() => {})
  await arrived.promise
  const [idle] = await connections(command, 1)
  return {
    command,
    workers: workersOf(command),
    answers,
    answer: () => gate.resolve(undefined),
    /** Resolves when an idle connection was closed: that is how draining begins. */
    draining: async () => void (await idle?.closed()),
  }
}

describe.each([
  ['SIGTERM to the primary', 'SIGTERM', false],
  ['SIGINT to all of them, as a terminal sends it,', 'SIGINT', true],
  ['SIGTERM to all of them, as a service manager sends it,', 'SIGTERM', true],
] as const)('%s', (_, signal, toAll) => {
  it('lets what is in flight in each worker finish, takes nothing new, and ends with 0', async () => {
    const { command, workers, answers, answer, draining } = await startWithRequestsInFlight()
    for (const pid of toAll ? [...workers, command.pid] : [command.pid]) process.kill(pid, signal)
    await draining()
    await expect(connection(command.url).get('/health')).rejects.toThrow('ECONNREFUSED')

    answer()
    expect(await Promise.all(answers)).toEqual([updated, updated, updated, updated])
    expect(await command.ended).toMatchObject({ code: 0, stderr: '' })
    expect(workers.filter(isAlive)).toEqual([])
  })
})

describe('the end of two workers', () => {
  it('does not wait after a second signal', async () => {
    const { command, workers, answers, draining } = await startWithRequestsInFlight()
    command.kill('SIGTERM')
    await draining()
    expect(await command.stop('SIGTERM')).toBe(1)
    for (const answer of answers) await expect(answer).rejects.toThrow('socket hang up')
    expect(workers.filter(isAlive)).toEqual([])
  })

  it('is one with exit code 1 and a line where a worker is killed before it has answered', async () => {
    const { command, workers, answers, answer, draining } = await startWithRequestsInFlight()
    command.kill('SIGTERM')
    await draining()
    process.kill(workers[0] ?? 0, 'SIGKILL')
    await command.wrote(/was killed by SIGKILL; its requests in flight have no response\n/)
    answer()
    const settled = await Promise.allSettled(answers)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect((await command.ended).code).toBe(1)
  })

  it('comes after the answers to all that had arrived, also to what no worker had accepted yet', async () => {
    const command = await startWorkers()
    const workers = workersOf(command)
    for (const pid of workers) process.kill(pid, 'SIGSTOP')
    const asked = Array.from({ length: 6 }, () => connection(command.url))
    const answers = asked.map((one) => one.query('mutation { createThread { object } }'))
    await Promise.all(asked.map((one) => one.connected))
    command.kill('SIGTERM')
    for (const pid of workers) process.kill(pid, 'SIGCONT')
    expect(await Promise.all(answers)).toEqual(
      answers.map(() => ({ data: { createThread: { object: 'thread' } } })),
    )
    expect((await command.ended).code).toBe(0)
  })

  it('comes at once where nothing is asked', async () => {
    const command = await startWorkers()
    await connections(command, 4)
    expect(await command.stop()).toBe(0)
  })

  it('comes by itself when the primary is killed, and not before all is answered', async () => {
    const { command, workers, answers, answer, draining } = await startWithRequestsInFlight()
    command.kill('SIGKILL')
    await draining()
    answer()
    expect(await Promise.all(answers)).toEqual([updated, updated, updated, updated])
    // The output ends with the last process that could write to it.
    expect(await command.ended).toMatchObject({ signal: 'SIGKILL', stderr: '' })
    expect(workers.filter(isAlive)).toEqual([])
  })
})

it.each([
  ['over connections that they keep', true],
  ['over a new connection each time', false],
])(
  'SIGTERM while 48 clients write to two workers, %s, lets each request be answered, and resets none',
  async (_, keepAlive) => {
    const command = await startWorkers()
    const { busy, outcomes } = startWriters(command.url, 48, keepAlive)
    await busy
    expect(await command.stop('SIGTERM')).toBe(0)
    expect(new Set((await outcomes).failures)).toEqual(new Set(['connect']))
  },
)
