import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nextPause } from '../../src/workers/pause.ts'
import { temporaryFolder } from '../embedded/support/temporary-folder.ts'
import { connection, connections, startWorkers, workersOf } from './support/workers.ts'

const create = 'mutation { createThread { id } }'

describe('a worker that is killed', () => {
  it('is replaced, and nothing that it has acknowledged is lost', async () => {
    const command = await startWorkers()
    const [victim = 0, other = 0] = workersOf(command)
    const acknowledged: string[] = []
    let stop = false
    let killed = false
    const writers = Array.from({ length: 8 }, async () => {
      const mine = connection(command.url)
      while (!stop) {
        // One whose connection broke has no answer; the next one is on a new connection.
        const answer = await mine.query(create).catch(() => undefined)
        if (answer) acknowledged.push(Object(answer).data.createThread.id)
        // Once: writers whose connection breaks then come by here again.
        if (acknowledged.length >= 50 && !killed) {
          killed = true
          process.kill(victim, 'SIGKILL')
        }
        if (acknowledged.length > 400) stop = true
      }
    })
    await command.wrote(
      new RegExp(`^threads-graphql: worker ${victim} was killed by SIGKILL; restarting in 0.1 s$`, 'm'),
    )
    await Promise.all(writers)
    // Without the other one, it is the new one that answers.
    process.kill(other, 'SIGKILL')
    const wanted = JSON.stringify(acknowledged)
    const { data } = Object(await connection(command.url).query(`{ threadsById(ids: ${wanted}) { id } }`))
    expect(data.threadsById).toEqual(acknowledged.map((id) => ({ id })))
    expect(await command.stop()).toBe(0)
  })

  it('leaves what it was handed and has not taken to another', async () => {
    const command = await startWorkers()
    const [stopped = 0] = workersOf(command)
    process.kill(stopped, 'SIGSTOP')
    // One of two goes to each, and the worker that stands still takes nothing.
    const asked = [connection(command.url), connection(command.url)].map((one) => one.query(create))
    await Promise.race(asked)
    process.kill(stopped, 'SIGKILL')
    expect(await Promise.all(asked)).toMatchObject([{ data: {} }, { data: {} }])
  })

  it('keeps nobody from an answer, though all of them are killed at once', async () => {
    const command = await startWorkers()
    for (const pid of workersOf(command)) process.kill(pid, 'SIGKILL')
    await command.wrote(/(.*killed by SIGKILL.*\n){2}/)
    // The primary listens all the time; who asks now waits for the workers to come.
    expect(await connection(command.url).query(create)).toMatchObject({ data: { createThread: {} } })
    const [one] = await connections(command.url, 1)
    expect((await one?.get('/ready'))?.status).toBe(200)
  })

  it('is replaced after longer and longer pauses where the new ones cannot serve; the others serve on', async () => {
    const manifest = join(temporaryFolder(), 'manifest.json')
    writeFileSync(manifest, JSON.stringify({ a: '{ __typename }' }))
    const command = await startWorkers({ env: { PERSISTED_DOCUMENTS: manifest } })
    const [victim = 0] = workersOf(command)
    renameSync(manifest, `${manifest}.away`)
    process.kill(victim, 'SIGKILL')
    const why = 'could not serve: PERSISTED_DOCUMENTS is [^\\n]* restarting in'
    await command.wrote(
      new RegExp(`SIGKILL; [^\\n]* in 0.1 s\\n[^\\n]*${why} 0.2 s\\n[^\\n]*${why} 0.4 s\\n`),
    )
    const both = await connections(command.url, 2)
    for (const one of both) expect(await one.query(create)).toMatchObject({ data: { createThread: {} } })

    renameSync(`${manifest}.away`, manifest)
    for (const one of both) expect(await one.query(create)).toMatchObject({ data: { createThread: {} } })
    expect(await command.stop()).toBe(0)
  })
})

describe('the pause before a worker is replaced', () => {
  it('doubles up to half a minute, and is short again after one that lived for a minute', () => {
    const pauses = [0]
    for (let death = 0; death < 11; death++) pauses.push(nextPause(pauses.at(-1) ?? 0, 1000))
    expect(pauses.slice(1)).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000])
    expect(nextPause(30_000, 59_999)).toBe(30_000)
    expect(nextPause(30_000, 60_000)).toBe(100)
  })
})
