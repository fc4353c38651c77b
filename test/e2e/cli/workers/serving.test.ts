import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../support/embedded/temporary-folder.ts'
import { logLines } from '../../../support/observability/log.ts'
import { connection, connections, startWorkers, workersOf } from '../../../support/workers/workers.ts'

describe('the command with two workers', () => {
  it('prints its banner once, with the one port that they share', async () => {
    const database = `file:${join(temporaryFolder(), 'threads.db')}`
    const command = await startWorkers({ env: { DATABASE_URL: database } })
    expect(workersOf(command)).toHaveLength(2)
    await connections(command, 4)
    await command.stop()
    const { stdout, stderr } = await command.ended
    expect(stdout).toMatch(/^threads-graphql \S+\n {2}GraphQL +http:\/\/127\.0\.0\.1:[1-9]\d+\/graphql\n/)
    expect(stdout.match(/GraphQL/g)).toHaveLength(1)
    expect(stdout.endsWith(`data      ${database}\n`)).toBe(true)
    expect(stderr).toBe('')
  })

  it('lets one of them read what another has updated, at once', async () => {
    const command = await startWorkers()
    const [one, other] = await connections(command, 2)
    const created = await one?.query('mutation { createThread { id } }')
    const { id } = Object(created).data.createThread
    for (let n = 0; n < 20; n++) {
      const [writer, reader] = n % 2 === 0 ? [one, other] : [other, one]
      await writer?.query(`mutation { updateThread(id: "${id}", metadata: { n: "${n}" }) { id } }`)
      const read = await reader?.query(`{ thread(id: "${id}") { metadata } }`)
      expect(read).toEqual({ data: { thread: { metadata: { n: String(n) } } } })
    }
  })

  it('loses none of 300 patches of 15 keys, made through both at once', async () => {
    const command = await startWorkers()
    const all = await connections(command, 10)
    await all[0]?.query('mutation { createThread(id: "shared") { id } }')
    const patches = Array.from({ length: 300 }, (_, n) => {
      const [key, value] = [`key_${n % 15}`, String(Math.floor(n / 15))]
      return {
        worker: all[n % all.length],
        document: `mutation { patchThreadMetadata(id: "shared", set: { ${key}: "${value}" }) { metadata } }`,
        key,
        value,
      }
    })
    // Each key is set in turn, and the fifteen side by side.
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(
        patches.slice(round * 15, round * 15 + 15).map(async ({ worker, document, key, value }) => {
          const answer = Object(await worker?.query(document))
          return answer.data?.patchThreadMetadata.metadata[key] === value
        }),
      )
      expect(answers).toEqual(Array(15).fill(true))
    }
    const read = Object(await all[1]?.query('{ thread(id: "shared") { metadata } }'))
    expect(read.data.thread.metadata).toEqual(
      Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`key_${n}`, '19'])),
    )
  })

  it('loses no write of many connections, and no line of the log', async () => {
    const command = await startWorkers()
    const all = await connections(command, 16)
    const ids = await Promise.all(
      all.flatMap((mine, index) =>
        Array.from({ length: 20 }, async (_, n) => {
          const created = await mine.query(`mutation { createThread(metadata: { n: "${n}" }) { id } }`)
          const { id } = Object(created).data.createThread
          const other = all[(index + 1) % all.length]
          const updated = await other?.query(
            `mutation { updateThread(id: "${id}", metadata: { n: "${n + 1000}" }) { id } }`,
          )
          expect(updated).toEqual({ data: { updateThread: { id } } })
          return { id, n: String(n + 1000) }
        }),
      ),
    )
    expect(ids).toHaveLength(320)
    const wanted = JSON.stringify(ids.map(({ id }) => id))
    for (const one of all.slice(0, 2)) {
      const { data } = Object(await one.query(`{ threadsById(ids: ${wanted}) { id metadata } }`))
      expect(data.threadsById).toEqual(ids.map(({ id, n }) => ({ id, metadata: { n } })))
    }
    await command.stop()
    const { stdout } = await command.ended
    // Each line that is not of the banner is a whole one.
    expect(logLines(stdout)).toHaveLength(642)
    expect(stdout.trimEnd().split('\n')).toHaveLength(642 + 4)
  })

  it.each([
    ['that is new', () => {}],
    ['that wants migrations', (file: string) => new DatabaseSync(file).close()],
  ])('starts four at once on a database %s', async (_, prepare) => {
    const file = join(temporaryFolder(), 'threads.db')
    prepare(file)
    const command = await startWorkers({ env: { WORKERS: '4', DATABASE_URL: `file:${file}` } })
    expect(workersOf(command)).toHaveLength(4)
    for (const one of await connections(command, 4)) {
      expect(await one.query('mutation { createThread { object } }')).toEqual({
        data: { createThread: { object: 'thread' } },
      })
    }
    expect(await command.stop()).toBe(0)
    expect((await command.ended).stderr).toBe('')
  })
})

describe('a connection of a worker', () => {
  it('may be closed by the client on its side once it has asked', async () => {
    const { url } = await startWorkers()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    // The response takes a commit: by then the end of the request's side was read.
    socket.end(
      'POST /v1/threads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    )
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('is cut where the headers of a request do not come in', async () => {
    const { url } = await startWorkers({ env: { HEADERS_TIMEOUT_MS: '200' } })
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write('GET /health HTTP/1.1\r\nHo')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('is dropped where its worker has as many as it may', async () => {
    const command = await startWorkers({ env: { MAX_CONNECTIONS: '1' } })
    const { url } = command
    const [one, other] = await connections(command, 2)
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    await once(socket.resume(), 'close')
    await expect(connection(url).get('/health')).rejects.toThrow(/hang up|ECONNRESET/)
    expect((await one?.get('/health'))?.status).toBe(200)
    expect((await other?.get('/health'))?.status).toBe(200)
  })
})
