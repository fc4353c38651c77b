import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../../support/embedded/temporary-folder.ts'
import { newPlace, type PostgresPlace } from '../../../../support/postgres/place.ts'
import { password, startPostgres } from '../../../../support/postgres/server.ts'
import { type RunningCommand, runCommand, startCommand } from '../../../../support/process.ts'

const server = await startPostgres()

async function emptyPlace(): Promise<PostgresPlace> {
  const place = newPlace(server)
  await place.connect()
  return place
}

async function graphql({ url }: RunningCommand, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return await response.json()
}

const thread = { id: 'thread_1', object: 'thread', created_at: 1699014083, metadata: { user: 'abc123' } }

describe('the command over PostgreSQL', () => {
  it('serves the same threads from several processes, and ends when it is asked to', async () => {
    const { url } = await emptyPlace()
    const env = { DATABASE_URL: url }
    const replicas = [
      await startCommand({ env }),
      await startCommand({ env: { ...env, WORKERS: '2' } }),
    ] as const
    const created = await graphql(
      replicas[0],
      'mutation { createThread(id: "thread_1", metadata: { a: "b" }) { id } }',
    )
    expect(created).toEqual({ data: { createThread: { id: 'thread_1' } } })
    for (const replica of replicas) {
      const read = await graphql(replica, '{ thread(id: "thread_1") { metadata } }')
      expect(read).toEqual({ data: { thread: { metadata: { a: 'b' } } } })
      expect(await replica.stop()).toBe(0)
    }
  })

  it('shows where its data is, without what may be secret', async () => {
    const { url } = await emptyPlace()
    const command = await startCommand({ env: { DATABASE_URL: url } })
    await command.wrote(/^ {2}data/m)
    expect(command.output()).toMatch(
      new RegExp(`^ {2}data {6}postgres://127.0.0.1:${server.port}/postgres$`, 'm'),
    )
    expect(await command.stop()).toBe(0)
    expect(command.output()).not.toContain(password)
  })

  it('says in one line what is wrong, without the password', async () => {
    const { url } = await emptyPlace()
    const ended = await runCommand({
      env: { PORT: '0', DATABASE_URL: url.replace('/postgres?', '/missing?') },
    })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toBe(
      `threads-graphql: Cannot open the thread store at 127.0.0.1:${server.port}/missing: ` +
        'there is no such database. Create it, or name another one.\n',
    )
  })

  it('imports threads and exports them, and makes no store to look', async () => {
    const { url } = await emptyPlace()
    const run = (...args: string[]) => runCommand({ args, env: { DATABASE_URL: url } })
    const file = join(temporaryFolder(), 'threads.json')
    writeFileSync(file, JSON.stringify(thread))
    expect(await run('export')).toMatchObject({ code: 2, stdout: '' })
    expect(await run('import', '--dry-run', file)).toMatchObject({
      code: 0,
      stdout: 'would import 1 thread\n',
    })
    expect(await run('export')).toMatchObject({ code: 2, stdout: '' })
    expect(await run('import', file)).toEqual({
      code: 0,
      signal: null,
      stdout: 'imported 1 thread\n',
      stderr: '',
    })
    expect(await run('import', file)).toMatchObject({ stdout: 'imported 0 threads, 1 already there\n' })
    writeFileSync(file, JSON.stringify({ ...thread, metadata: {} }))
    expect(await run('import', file)).toMatchObject({ code: 1 })
    expect(await run('import', '--replace', file)).toMatchObject({ code: 0 })
    const { stdout } = await run('export')
    expect(JSON.parse(stdout)).toMatchObject({ ...thread, metadata: {} })
  })
})
