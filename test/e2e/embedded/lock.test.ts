import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { retryWhileLocked } from '../../../src/embedded/stores/sqlite/lock-retry.ts'
import { StoreBusyError } from '../../../src/embedded/stores/store.ts'
import { exampleThread, noTenant, openEmbedded } from '../../support/embedded/embedded.ts'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { post } from '../../support/graphql-client.ts'
import { startCommand } from '../../support/process.ts'

const lockHolder = fileURLToPath(new URL('../../support/embedded/lock-holder.ts', import.meta.url))

/** Has another process hold the lock of a database; returns the function that releases it. */
async function holdLock(file: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [lockHolder, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return async () => {
    const closed = once(child, 'close')
    child.stdin.end()
    await closed
  }
}

/** A server whose file is locked by another process, with one thread in it and a write that waits. */
async function serveLocked() {
  const file = join(temporaryFolder(), 'threads.db')
  const server = await startCommand({ env: { DATABASE_URL: `file:${file}` } })
  const { data } = await post<{ createThread: { id: string } }>(
    server.url,
    'mutation { createThread { id } }',
  )
  const id = data?.createThread.id ?? ''
  const release = await holdLock(file)

  let isDone = false
  const update = 'mutation ($id: ID!) { updateThread(id: $id, metadata: { n: "1" }) { metadata } }'
  const write = post(server.url, update, { id }).finally(() => {
    isDone = true
  })
  return {
    server,
    release,
    write,
    isDone: () => isDone,
    read: () => post(server.url, 'query ($id: ID!) { thread(id: $id) { metadata } }', { id }),
    status: async (path: string) => (await fetch(`${server.url}${path}`)).status,
  }
}

const done = { status: 200, data: { updateThread: { metadata: { n: '1' } } } }

describe('while another process holds the lock of the database', () => {
  it('reads, /health and /ready are answered, and a write is done once the lock is released', async () => {
    const { read, status, isDone, release, write } = await serveLocked()
    // More than once, so that the write has reached the server before the last of them.
    for (let round = 0; round < 10; round++) {
      expect(await Promise.all([read(), status('/health'), status('/ready')])).toEqual([
        { status: 200, data: { thread: { metadata: {} } } },
        200,
        200,
      ])
    }
    expect(isDone()).toBe(false)
    await release()
    expect(await write).toEqual(done)
    expect(await read()).toMatchObject({ data: { thread: { metadata: { n: '1' } } } })
  })

  it('a write that waits is done before the server ends', async () => {
    const { server, status, release, write } = await serveLocked()
    for (let round = 0; round < 10; round++) await status('/health')
    const stopped = server.stop()
    await release()
    expect(await write).toEqual(done)
    expect(await stopped).toBe(0)
  })

  it('a write that waited for too long is a 503 with nothing done, and onError is told', async () => {
    const { store, file, send, errors } = openEmbedded({ timeout: 50 })
    await store.create(noTenant, exampleThread)
    const other = new DatabaseSync(file)
    onTestFinished(() => other.close())
    other.exec('BEGIN IMMEDIATE')

    const { status, body } = await send('POST', `/v1/threads/${exampleThread.id}`, { metadata: { n: '1' } })
    expect(status).toBe(503)
    expect(body).toEqual({
      error: {
        message:
          'The server is busy: its database is locked, or cannot be reached. Nothing was done; try again.',
        type: 'server_error',
        param: null,
        code: 'server_busy',
      },
    })
    expect(errors).toEqual([expect.any(StoreBusyError)])
    other.exec('ROLLBACK')
    expect((await send('GET', `/v1/threads/${exampleThread.id}`)).body.metadata).toEqual({})
  })
})

describe('something that needs a lock', () => {
  /** A database whose readers another process can lock out: only without a write-ahead log is that so for long. */
  function openLocked() {
    const path = join(temporaryFolder(), 'test.db')
    const [database, other] = [new DatabaseSync(path, { timeout: 0 }), new DatabaseSync(path)]
    onTestFinished(() => {
      database.close()
      other.close()
    })
    database.exec('CREATE TABLE kept (n INTEGER)')
    const read = database.prepare('SELECT count(*) AS count FROM kept')
    other.exec('BEGIN EXCLUSIVE')
    return { other, read: () => read.get() }
  }

  it('is tried again until the lock is released', async () => {
    const { other, read } = openLocked()
    let attempts = 0
    const count = retryWhileLocked(read, () => {
      if (++attempts === 3) other.exec('ROLLBACK')
    })
    expect(await count).toEqual({ count: 0 })
    expect(attempts).toBe(3)
  })

  it('is given up with what is thrown when it meets the lock', async () => {
    const { read } = openLocked()
    const giveUp = (cause: unknown) => {
      throw new StoreBusyError('Enough.', { cause })
    }
    await expect(retryWhileLocked(read, giveUp)).rejects.toMatchObject({
      message: 'Enough.',
      cause: { errcode: 5 },
    })
  })

  it('is not tried again when it fails for another reason', async () => {
    const failing = () => {
      throw new Error('It has another reason.')
    }
    const onLocked = () => expect.unreachable()
    await expect(retryWhileLocked(failing, onLocked)).rejects.toThrow('It has another reason.')
  })
})
