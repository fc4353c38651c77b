import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../../../../src/embedded/stores/open.ts'
import type { StoreOptions } from '../../../../../src/embedded/stores/store.ts'
import { testChanges, testSharedChanges } from '../../../../support/embedded/stores/changes-contract.ts'
import { storedThread, testStore } from '../../../../support/embedded/stores/contract.ts'
import { type DurablePlace, testDurableStore } from '../../../../support/embedded/stores/durable-contract.ts'
import { testFinding } from '../../../../support/embedded/stores/find-contract.ts'
import { temporaryFolder } from '../../../../support/embedded/temporary-folder.ts'

function newFile(): DurablePlace {
  const path = join(temporaryFolder(), 'threads.db')
  return {
    open: (options?: StoreOptions) => openStore(`file:${path}`, options),
    async lock() {
      const other = new DatabaseSync(path)
      onTestFinished(() => void (other.isOpen && other.close()))
      other.exec('BEGIN IMMEDIATE')
      return async () => other.close()
    },
  }
}

testStore('file:', newFile)
testFinding('file:', newFile)
testDurableStore('file:', newFile)
testChanges('file:', newFile)
testSharedChanges('file:', newFile)
testStore('file::memory:', () => ({ open: (options) => openStore('file::memory:', options) }))

describe('a SQLite store', () => {
  it('keeps nothing in file::memory:', async () => {
    const [one, two] = [await openStore('file::memory:'), await openStore('file::memory:')]
    onTestFinished(async () => void (await Promise.all([one.close(), two.close()])))
    await one.create('tenant', storedThread('thread_1'))
    expect(await two.getMany('tenant', ['thread_1'])).toEqual(new Map())
  })

  it('makes 64 writes that arrive together durable with one commit', async () => {
    const commits: number[] = []
    const store = await newFile().open({ onCommit: (writes) => commits.push(writes) })
    onTestFinished(() => store.close())
    await Promise.all(
      Array.from({ length: 64 }, (_, n) => store.create('tenant', storedThread(`thread_${n}`))),
    )
    expect(commits).toEqual([64])
  })

  it('closes at once while another process holds its lock', async () => {
    const file = newFile()
    const store = await file.open()
    await file.lock()
    const startedAt = performance.now()
    await store.close()
    // A write would wait for five seconds, and all else with it.
    expect(performance.now() - startedAt).toBeLessThan(2500)
  })

  it('keeps the threads of a database from before there were lists, and finds them', async () => {
    const path = join(temporaryFolder(), 'threads.db')
    const old = new DatabaseSync(path)
    old.exec(`
      CREATE TABLE threads (
        tenant TEXT NOT NULL, id TEXT NOT NULL, created_at INTEGER NOT NULL, metadata TEXT NOT NULL,
        tool_resources TEXT NOT NULL, PRIMARY KEY (tenant, id)
      ) STRICT;
      INSERT INTO threads VALUES ('tenant', 'thread_1', 1699014083, '{"user":"abc123"}', '{}');
      INSERT INTO threads VALUES ('tenant', 'thread_2', 1699014084, '{"user":"other"}', '{"n":1}');
      PRAGMA user_version = 1;`)
    old.close()
    const store = await openStore(`file:${path}`)
    onTestFinished(() => store.close())
    const query = { orderBy: 'createdAt', descending: true, limit: 5 } as const
    const time = 1699014084_000
    const second = {
      id: 'thread_2',
      createdAt: time,
      updatedAt: time,
      metadata: '{"user":"other"}',
      toolResources: '{"n":1}',
    }
    expect((await store.find('tenant', query)).threads).toEqual([second, storedThread('thread_1')])
    const where = { metadata: { user: 'abc123' } }
    expect((await store.find('tenant', { ...query, where })).threads).toEqual([storedThread('thread_1')])
  })

  it('keeps no pair of metadata in its index that no thread has', async () => {
    const path = join(temporaryFolder(), 'threads.db')
    const store = await openStore(`file:${path}`)
    onTestFinished(() => store.close())
    const database = new DatabaseSync(path)
    onTestFinished(() => database.close())
    const pairs = () => database.prepare('SELECT count(*) AS n FROM thread_pairs').get()?.['n']
    await store.create('tenant', storedThread('thread_1', { metadata: '{"a":"1","b":"2","c":"3"}' }))
    expect(pairs()).toBe(3)
    await store.update('tenant', 'thread_1', { metadata: '{"a":"1","b":"other"}' })
    expect(pairs()).toBe(2)
    await store.delete('tenant', 'thread_1')
    expect(pairs()).toBe(0)
  })
})
