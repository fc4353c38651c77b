import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGroupCommit } from '../../src/embedded/group-commit.ts'
import { openSqliteStore } from '../../src/embedded/sqlite-store.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** A database with a table `kept`, whose rows' parents are looked for when they are committed. */
function openGroup() {
  const file = join(temporaryFolder(), 'test.db')
  const open = () => {
    const database = new DatabaseSync(file, { timeout: 0 })
    onTestFinished(() => void (database.isOpen && database.close()))
    return database
  }
  const database = open()
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE parent (n INTEGER PRIMARY KEY);
    CREATE TABLE kept (n INTEGER UNIQUE, parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`)
  const insert = database.prepare('INSERT INTO kept VALUES (?, ?)')
  const insertOrRollback = database.prepare('INSERT OR ROLLBACK INTO kept VALUES (?, null)')
  const commits: number[] = []
  const { write, flush } = createGroupCommit(database, (writes) => commits.push(writes))
  const other = open()
  return {
    database,
    /** Another connection, as another process has one. */
    other,
    commits,
    write,
    flush,
    insert: (n: number) => write(() => insert.run(n, null)),
    /** A row that no commit takes. */
    insertOrphan: (n: number) => write(() => insert.run(n, 404)),
    /** A row that ends the whole transaction when it is there already. */
    insertOrRollback: (n: number) => write(() => insertOrRollback.run(n)),
    /** What another process finds. */
    kept: () =>
      other
        .prepare('SELECT n FROM kept ORDER BY rowid')
        .all()
        .map((row) => row['n']),
  }
}

const outcomes = async (writes: Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map(({ status }) => status)

describe('writes that arrive together', () => {
  it('share one commit, and run in the order in which they came', async () => {
    const { insert, commits, kept } = openGroup()
    await Promise.all([3, 1, 2].map(insert))
    expect(commits).toEqual([3])
    expect(kept()).toEqual([3, 1, 2])
  })

  it('share it with those that come from callbacks of the same turn', async () => {
    const { insert, commits } = openGroup()
    await Promise.all([insert(1), Promise.resolve().then(() => insert(2))])
    expect(commits).toEqual([2])
  })

  it('are answered when the commit is on the disk, and not before', async () => {
    const { insert, kept } = openGroup()
    const seen = await Promise.all([1, 2].map((n) => insert(n).then(kept)))
    expect(seen).toEqual([
      [1, 2],
      [1, 2],
    ])
  })

  it('are each answered with what they returned', async () => {
    const { write } = openGroup()
    expect(await Promise.all([write(() => 'a'), write(() => 'b')])).toEqual(['a', 'b'])
  })

  it('leave those that come later to the next commit', async () => {
    const { insert, commits } = openGroup()
    await insert(1)
    await Promise.all([insert(2), insert(3)])
    expect(commits).toEqual([1, 2])
  })

  it('take in one that a write asks for in the next commit', async () => {
    const { write, insert, commits, kept } = openGroup()
    await write(() => insert(1))
    expect(kept()).toEqual([1])
    expect(commits).toEqual([1, 1])
  })
})

describe('a write that fails by itself', () => {
  it('fails alone, and does not count as kept', async () => {
    const { insert, commits, kept } = openGroup()
    expect(await outcomes([insert(1), insert(1), insert(2)])).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(kept()).toEqual([1, 2])
    expect(commits).toEqual([2])
  })

  it('is told of its own failure', async () => {
    const { insert } = openGroup()
    await insert(1)
    await expect(insert(1)).rejects.toThrow('UNIQUE constraint failed')
  })

  it('makes no commit to be counted when it is the only one', async () => {
    const { insert, commits } = openGroup()
    await insert(1)
    await expect(insert(1)).rejects.toThrow()
    expect(commits).toEqual([1])
  })
})

describe('a commit that fails', () => {
  it('fails all of its writes, and keeps none', async () => {
    const { insert, insertOrphan, commits, kept } = openGroup()
    const writes = [insert(1), insertOrphan(2), insert(3)]
    expect(await outcomes(writes)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(kept()).toEqual([])
    expect(commits).toEqual([])
  })

  it('fails all of its writes when one of them has ended the transaction', async () => {
    const { insert, insertOrRollback, kept } = openGroup()
    await insert(1)
    const writes = [insert(2), insertOrRollback(1), insert(3)]
    expect(await outcomes(writes)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(kept()).toEqual([1])
  })

  it('fails all of its writes when it cannot begin, since another process holds the lock', async () => {
    const { insert, other, kept } = openGroup()
    other.exec('BEGIN IMMEDIATE')
    expect(await outcomes([insert(1), insert(2)])).toEqual(['rejected', 'rejected'])
    other.exec('ROLLBACK')
    expect(kept()).toEqual([])
  })

  it('leaves the next one alone', async () => {
    const { insert, insertOrphan, kept } = openGroup()
    await expect(insertOrphan(1)).rejects.toThrow('FOREIGN KEY constraint failed')
    await insert(2)
    expect(kept()).toEqual([2])
  })
})

describe('a flush', () => {
  it('commits what waits at once, and leaves nothing to the end of the turn', async () => {
    const { insert, flush, commits, kept } = openGroup()
    const write = insert(1)
    flush()
    expect(kept()).toEqual([1])
    await write
    await new Promise(setImmediate)
    expect(commits).toEqual([1])
  })

  it('needs no lock when nothing waits', () => {
    const { other, flush } = openGroup()
    other.exec('BEGIN IMMEDIATE')
    expect(flush).not.toThrow()
  })

  it('rejects what comes after the database was closed', async () => {
    const { database, insert, commits } = openGroup()
    database.close()
    await expect(insert(1)).rejects.toThrow('database is not open')
    expect(commits).toEqual([])
  })
})

describe('a SQLite store', () => {
  const thread = (id: string) => ({ id, createdAt: 0, metadata: '{}', toolResources: '{}' })

  function openStore() {
    const url = `file:${join(temporaryFolder(), 'threads.db')}`
    const commits: number[] = []
    const store = openSqliteStore(url, { onCommit: (writes) => commits.push(writes) })
    onTestFinished(() => store.close())
    return { url, store, commits }
  }

  it('makes 64 updates that arrive together durable with one commit', async () => {
    const { store, commits } = openStore()
    await store.create('', thread('thread_1'))
    const updates = Array.from({ length: 64 }, (_, n) =>
      store.update('', 'thread_1', { metadata: `{"n":"${n}"}` }),
    )
    const answers = await Promise.all(updates)
    expect(commits).toEqual([1, 64])
    expect(answers.map((answer) => answer?.metadata)).toEqual(answers.map((_, n) => `{"n":"${n}"}`))
  })

  it('commits what waits when it is closed, and answers it', async () => {
    const { url, store } = openStore()
    const write = store.create('', thread('thread_1'))
    await store.close()
    await write

    const again = openSqliteStore(url)
    onTestFinished(() => again.close())
    expect((await again.getMany('', ['thread_1'])).size).toBe(1)
  })

  it('rejects a write that comes while it closes, and one that comes after', async () => {
    const { store, commits } = openStore()
    const closing = store.close()
    await expect(store.create('', thread('thread_1'))).rejects.toThrow('database is not open')
    await closing
    await expect(store.delete('', 'thread_1')).rejects.toThrow('database is not open')
    expect(commits).toEqual([])
  })

  it('closes at once while another process holds its lock', async () => {
    const { url, store } = openStore()
    const other = new DatabaseSync(url.slice('file:'.length))
    onTestFinished(() => other.close())
    other.exec('BEGIN IMMEDIATE')
    await expect(store.close()).resolves.toBeUndefined()
  })
})
