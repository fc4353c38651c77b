import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nextPause } from '../../../../src/cli/workers/primary.ts'
import { temporaryFolder } from '../../../support/embedded/temporary-folder.ts'
import {
  connection,
  connections,
  gone,
  isAlive,
  serves,
  startWorkers,
  workersOf,
} from '../../../support/workers/workers.ts'

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
        // One whose connection broke has no response; the next one is on a new connection.
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
    // The new ones have it, too.
    process.kill(other, 'SIGKILL')
    await gone(other)
    await serves(command.url)
    const wanted = JSON.stringify(acknowledged)
    const { data } = Object(await connection(command.url).query(`{ threadsById(ids: ${wanted}) { id } }`))
    expect(data.threadsById).toEqual(acknowledged.map((id) => ({ id })))
    expect(await command.stop()).toBe(0)
  })

  it('leaves the connections that it has not accepted to another', async () => {
    const command = await startWorkers()
    const [stopped = 0] = workersOf(command)
    process.kill(stopped, 'SIGSTOP')
    const asked = [connection(command.url), connection(command.url)].map((one) => one.query(create))
    process.kill(stopped, 'SIGKILL')
    expect(await Promise.all(asked)).toMatchObject([{ data: {} }, { data: {} }])
  })

  it('is replaced on the same port, though all of them are killed at once', async () => {
    const command = await startWorkers()
    for (const pid of workersOf(command)) process.kill(pid, 'SIGKILL')
    await command.wrote(/(.*killed by SIGKILL.*\n){2}/)
    await serves(command.url)
    expect(await connection(command.url).query(create)).toMatchObject({ data: { createThread: {} } })
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
    const both = await connections(command, 2)
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

describe('a worker that does not respond', () => {
  it('is replaced, and the others serve meanwhile', async () => {
    const command = await startWorkers({ env: { WORKER_TIMEOUT_MS: '1000' } })
    const [victim = 0] = workersOf(command)
    const [one, other] = await connections(command, 2)
    // It cannot be told from one whose event loop hangs.
    process.kill(victim, 'SIGSTOP')
    await command.wrote(
      new RegExp(`^threads-graphql: worker ${victim} did not respond for 1 s; restarting in 0.1 s$`, 'm'),
    )
    const answers = await Promise.allSettled([one?.get('/health'), other?.get('/health')])
    expect(answers.filter(({ status }) => status === 'fulfilled')).not.toEqual([])
    expect(isAlive(victim)).toBe(false)
    expect(await command.stop()).toBe(0)
  })

  it('does not keep the command from ending at a second signal', async () => {
    const command = await startWorkers()
    const workers = workersOf(command)
    process.kill(workers[0] ?? 0, 'SIGSTOP')
    command.kill('SIGTERM')
    await gone(workers[1] ?? 0)
    command.kill('SIGTERM')
    expect(await command.ended).toMatchObject({ code: 1 })
    expect(workers.filter(isAlive)).toEqual([])
  })

  it('does not keep the command from ending at the first signal, either', async () => {
    const command = await startWorkers({ env: { WORKER_TIMEOUT_MS: '1000' } })
    const workers = workersOf(command)
    process.kill(workers[0] ?? 0, 'SIGSTOP')
    expect(await command.stop()).toBe(1)
    expect((await command.ended).stderr).toContain(
      `worker ${workers[0]} did not respond for 1 s; its requests`,
    )
    expect(workers.filter(isAlive)).toEqual([])
  })
})
