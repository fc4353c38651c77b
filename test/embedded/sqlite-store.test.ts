import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSqliteStore } from '../../src/embedded/stores/sqlite/sqlite-store.ts'
import type { StoredThread } from '../../src/embedded/stores/store.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

function open(url = `file:${join(temporaryFolder(), 'threads.db')}`) {
  const store = openSqliteStore(url)
  onTestFinished(() => store.close())
  return store
}

function thread(id: string, metadata = '{"user":"abc123"}'): StoredThread {
  return { id, createdAt: 1699014083, metadata, toolResources: '{}' }
}

describe('a SQLite store', () => {
  it('gives back what it was given, after it was closed and opened again', async () => {
    const url = `file:${join(temporaryFolder(), 'threads.db')}`
    const first = open(url)
    await first.create('tenant', thread('thread_1'))
    await first.update('tenant', 'thread_1', { toolResources: '{"file_search":{"vector_store_ids":[]}}' })
    await first.close()

    const stored = await open(url).getMany('tenant', ['thread_1'])
    expect(stored.get('thread_1')).toEqual({
      id: 'thread_1',
      createdAt: 1699014083,
      metadata: '{"user":"abc123"}',
      toolResources: '{"file_search":{"vector_store_ids":[]}}',
    })
  })

  it('keeps nothing in file::memory:', async () => {
    await open('file::memory:').create('tenant', thread('thread_1'))
    expect(await open('file::memory:').getMany('tenant', ['thread_1'])).toEqual(new Map())
  })

  it('rejects a second thread with the same id, and keeps the first', async () => {
    const store = open()
    await store.create('tenant', thread('thread_1', '{"n":"1"}'))
    await expect(store.create('tenant', thread('thread_1', '{"n":"2"}'))).rejects.toThrow()
    expect((await store.getMany('tenant', ['thread_1'])).get('thread_1')?.metadata).toBe('{"n":"1"}')
  })

  it('reads 1,000 ids at once, some of them repeated and some unknown', async () => {
    const store = open()
    const known = Array.from({ length: 300 }, () => `thread_${randomBytes(12).toString('hex')}`)
    for (const id of known) await store.create('tenant', thread(id, `{"id":"${id}"}`))
    const unknown = Array.from({ length: 400 }, (_, n) => `thread_unknown_${n}`)
    const asked = [...known, ...unknown, ...known]
    expect(asked).toHaveLength(1000)

    const found = await store.getMany('tenant', asked)
    expect([...found.keys()].sort()).toEqual([...known].sort())
    for (const [id, { metadata }] of found) expect(metadata).toBe(`{"id":"${id}"}`)
  })

  it('reads no ids as no threads', async () => {
    expect(await open().getMany('tenant', [])).toEqual(new Map())
  })

  it('leaves what an update does not carry', async () => {
    const store = open()
    await store.create('tenant', thread('thread_1', '{"n":"1"}'))
    expect(await store.update('tenant', 'thread_1', {})).toEqual(thread('thread_1', '{"n":"1"}'))
    expect(await store.update('tenant', 'thread_1', { metadata: '{}' })).toEqual(thread('thread_1', '{}'))
  })

  it('answers undefined for an update, and false for a delete, of a thread that is not there', async () => {
    const store = open()
    expect(await store.update('tenant', 'thread_1', { metadata: '{}' })).toBeUndefined()
    expect(await store.delete('tenant', 'thread_1')).toBe(false)
  })

  it('deletes a thread once', async () => {
    const store = open()
    await store.create('tenant', thread('thread_1'))
    expect(await store.delete('tenant', 'thread_1')).toBe(true)
    expect(await store.delete('tenant', 'thread_1')).toBe(false)
    expect(await store.getMany('tenant', ['thread_1'])).toEqual(new Map())
  })

  it('keeps the threads of two tenants apart, even with one id', async () => {
    const store = open()
    await store.create('a', thread('thread_1', '{"of":"a"}'))
    expect(await store.getMany('b', ['thread_1'])).toEqual(new Map())
    expect(await store.update('b', 'thread_1', { metadata: '{}' })).toBeUndefined()
    expect(await store.delete('b', 'thread_1')).toBe(false)

    await store.create('b', thread('thread_1', '{"of":"b"}'))
    expect((await store.getMany('a', ['thread_1'])).get('thread_1')?.metadata).toBe('{"of":"a"}')
  })

  it('takes an id for a value, never for SQL', async () => {
    const store = open()
    await store.create('tenant', thread('thread_1'))
    const id = `x'); DROP TABLE threads; --`
    expect(await store.delete('tenant', id)).toBe(false)
    expect(await store.getMany('tenant', [id, 'thread_1'])).toEqual(
      new Map([['thread_1', thread('thread_1')]]),
    )
  })

  it('passes its check while it is open, and rejects everything once it is closed', async () => {
    const store = open()
    await store.check()
    await store.close()
    await store.close()
    await expect(store.check()).rejects.toThrow()
    await expect(store.getMany('tenant', ['thread_1'])).rejects.toThrow()
  })
})
