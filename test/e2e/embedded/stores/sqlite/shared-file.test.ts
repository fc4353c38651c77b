import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSqliteStore } from '../../../../../src/embedded/stores/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../../../../support/embedded/temporary-folder.ts'

const updater = fileURLToPath(new URL('../../../../support/embedded/updater.ts', import.meta.url))
const writer = fileURLToPath(new URL('../../../../support/embedded/writer.ts', import.meta.url))

function startWriter(url: string, name: string, count: number) {
  const child = spawn(process.execPath, [writer, url, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, lines: createInterface({ input: child.stdout }), exit: once(child, 'close') }
}

describe('a database file', () => {
  it('is created once, for its owner alone, and keeps every write, when four processes start on it at once', async () => {
    const file = join(temporaryFolder(), 'new', 'threads.db')
    const url = `file:${file}`
    const names = ['a', 'b', 'c', 'd']
    const writers = names.map((name) => startWriter(url, name, 100))
    for (const { exit } of writers) expect(await exit).toEqual([0, null])
    expect(statSync(file).mode & 0o777).toBe(0o600)

    const ids = names.flatMap((name) => Array.from({ length: 100 }, (_, n) => `thread_${name}_${n}`))
    const store = openSqliteStore(url)
    onTestFinished(() => store.close())
    expect((await store.getMany('', ids)).size).toBe(400)
  })

  it('has every write that was acknowledged before its process was killed', async () => {
    const url = `file:${join(temporaryFolder(), 'threads.db')}`
    const { child, lines } = startWriter(url, 'killed', 1_000_000)
    const acknowledged: string[] = []
    for await (const id of lines) if (acknowledged.push(id) === 50) child.kill('SIGKILL')

    const store = openSqliteStore(url)
    onTestFinished(() => store.close())
    expect((await store.getMany('', acknowledged)).size).toBe(acknowledged.length)
  })

  it('has the last update that was acknowledged before the disk was full', async () => {
    const url = `file:${join(temporaryFolder(), 'threads.db')}`
    // A limit on the size of its files is, to a process, a disk that fills up.
    const { status, stdout } = spawnSync(
      'sh',
      ['-c', 'ulimit -f 400; exec "$@"', 'sh', process.execPath, updater, url],
      { encoding: 'utf8' },
    )
    expect(status).toBe(0)
    const { acknowledged, failure } = JSON.parse(stdout)
    expect(failure).not.toBeNull()

    const store = openSqliteStore(url)
    onTestFinished(() => store.close())
    const stored = (await store.getMany('', ['thread_1'])).get('thread_1')
    expect(JSON.parse(stored?.metadata ?? '').n).toBe(acknowledged)
  })
})
