import { once } from 'node:events'
import { Agent, get, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { json } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startWriters } from '../../support/busy-writers.ts'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { type RunningCommand, startCommand } from '../../support/process.ts'
import { startUpstream, wireThread } from '../../support/upstream.ts'

const signals = ['SIGTERM', 'SIGINT'] as const

/** The command before an upstream that answers nothing until it is told to. */
async function startBeforeSlowUpstream() {
  const upstream = await startUpstream(wireThread('thread_1'))
  onTestFinished(upstream.close)
  const arrived = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<undefined>()
  upstream.script = () => {
    arrived.resolve()
    return gate.promise
  }
  const command = await startCommand({ env: { OPENAI_BASE_URL: upstream.baseURL } })
  return { command, upstream, arrived: arrived.promise, answer: () => gate.resolve(undefined) }
}

/** Posts a document over connections of this agent; without one, over a connection that is kept alive. */
function post(url: string, query: string, agent = keepAlive()): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    request(`${url}/graphql`, { method: 'POST', agent, headers }, resolve)
      .on('error', reject)
      .end(JSON.stringify({ query }))
  })
}

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  return agent
}

/** Opens a connection that is idle: one request got its response on it. Resolves with it. */
async function idleConnection(url: string): Promise<Socket> {
  const response = await new Promise<IncomingMessage>((resolve) => {
    get(`${url}/health`, { agent: keepAlive() }, resolve)
  })
  const { socket } = response
  await response.resume().toArray()
  expect(socket.destroyed).toBe(false)
  return socket
}

async function rawConnection(url: string, sent = ''): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  // Where the server cuts it.
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(sent)
  // The server has read all that was sent before it when it has answered another connection.
  await idleConnection(url)
  return socket
}

/** Sends the signal, and resolves when the command has begun to drain: it has closed an idle connection. */
async function beginToDrain(command: RunningCommand, signal: NodeJS.Signals): Promise<void> {
  const socket = await idleConnection(command.url)
  command.kill(signal)
  await once(socket, 'close')
}

describe.each(signals)('%s', (signal) => {
  it('ends an idle command at once, with exit code 0', async () => {
    const command = await startCommand()
    expect(await command.stop(signal)).toBe(0)
    expect((await command.ended).stderr).toBe('')
  })

  it('lets a request in flight finish, refuses new connections, and then ends with 0', async () => {
    const { command, upstream, arrived, answer } = await startBeforeSlowUpstream()
    const answered = post(
      command.url,
      'mutation { updateThread(id: "thread_1", metadata: { a: "b" }) { metadata } }',
    )
    await arrived
    await beginToDrain(command, signal)
    await expect(fetch(`${command.url}/health`)).rejects.toThrow('fetch failed')

    answer()
    const response = await answered
    const since = performance.now()
    expect(response.headers.connection).toBe('close')
    expect(await json(response)).toEqual({ data: { updateThread: { metadata: { a: 'b' } } } })
    expect(upstream.threads.get('thread_1')?.metadata).toEqual({ a: 'b' })
    expect((await command.ended).code).toBe(0)
    expect(performance.now() - since).toBeLessThan(2000)
  })
})

describe('a signal', () => {
  it('ends the command at once when it is the second one', async () => {
    const { command, arrived } = await startBeforeSlowUpstream()
    const answered = post(command.url, '{ thread(id: "thread_1") { id } }')
    const refused = expect(answered).rejects.toThrow('socket hang up')
    await arrived
    await beginToDrain(command, 'SIGTERM')
    command.kill('SIGINT')
    expect(await command.ended).toMatchObject({ code: null, signal: 'SIGINT' })
    await refused
  })

  it('ends the command also where its event loop hangs, when it is the second one', async () => {
    const hang = `import { writeSync } from 'node:fs'
      process.on('SIGUSR2', () => {
        writeSync(1, 'hangs\\n')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
      })`
    const command = await startCommand({
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hang)}` },
    })
    // Its request keeps the command from ending before it hangs.
    await rawConnection(command.url, 'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n')
    await beginToDrain(command, 'SIGTERM')
    command.kill('SIGUSR2')
    await command.wrote(/^hangs$/m)
    command.kill('SIGTERM')
    expect(await command.ended).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  it('closes connections on which nothing was asked yet', async () => {
    const command = await startCommand()
    await rawConnection(command.url)
    await rawConnection(command.url, 'POST /graphql HTTP/1.1\r\nHo')
    expect(await command.stop()).toBe(0)
  })

  it.each([
    ['sends its body', 'POST /graphql HTTP/1.1', 'Content-Type: application/json\r\nContent-Length: 99', '{'],
    ['takes its answer', 'GET /graphql HTTP/1.1', 'Accept: text/html', ''],
  ])('does not wait without end for a client that never %s', async (_, line, header, body) => {
    const command = await startCommand()
    await rawConnection(command.url, `${line}\r\nHost: 127.0.0.1\r\n${header}\r\n\r\n${body}`)
    expect(await command.stop()).toBe(0)
  })
})

describe('a thread', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'is there after a restart that %s made necessary',
    async (signal) => {
      const env = { DATABASE_URL: `file:${temporaryFolder()}/threads.db` }
      const before = await startCommand({ env })
      const created = await json(
        await post(before.url, 'mutation { createThread(metadata: { topic: "durable" }) { id metadata } }'),
      )
      expect(await before.stop(signal)).toBe(signal === 'SIGKILL' ? null : 0)

      const after = await startCommand({ env })
      const { data } = Object(created)
      const read = await post(after.url, `{ thread(id: "${data.createThread.id}") { id metadata } }`)
      expect(await json(read)).toEqual({ data: { thread: data.createThread } })
      expect(data.createThread.metadata).toEqual({ topic: 'durable' })
    },
  )
})

describe('a signal while 48 clients write', () => {
  it.each([
    ['connections that they keep', true],
    ['a new connection for each request', false],
  ])('over %s, lets each request that has arrived be answered, and resets none', async (_, keepAlive) => {
    const database = `file:${join(temporaryFolder(), 'threads.db')}`
    const command = await startCommand({ env: { DATABASE_URL: database } })
    const { busy, outcomes } = startWriters(command.url, 48, keepAlive)
    await busy
    expect(await command.stop('SIGTERM')).toBe(0)
    const { acknowledged, failures } = await outcomes
    // What was not answered was not sent: nobody listened any more.
    expect(new Set(failures)).toEqual(new Set(['connect']))
    expect(rowsOf(database)).toBe(acknowledged.length)
  })
})

/** How many threads a database file holds. */
function rowsOf(database: string): number {
  const file = new DatabaseSync(database.replace('file:', ''), { readOnly: true })
  const row = file.prepare('SELECT count(*) AS rows FROM threads').get()
  file.close()
  return Number(row?.['rows'])
}
