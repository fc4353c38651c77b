import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGroupCommit } from '../../../../../src/embedded/stores/sqlite/group-commit.ts'
import { StoreBusyError } from '../../../../../src/embedded/stores/store.ts'
import { temporaryFolder } from '../../../../support/embedded/temporary-folder.ts'

/** A database with a table `kept`, whose rows' parents are looked for when they are committed. */
function openGroup({ timeout = 5000 } = {}) {
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
  const { write, close } = createGroupCommit(database, {
    onCommit: (writes) => commits.push(writes),
    timeout,
  })
  const other = open()
  return {
    database,
    /** Another connection, as another process has one. */
    other,
    commits,
    write,
    close,
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

  it('leaves the next one alone', async () => {
    const { insert, insertOrphan, kept } = openGroup()
    await expect(insertOrphan(1)).rejects.toThrow('FOREIGN KEY constraint failed')
    await insert(2)
    expect(kept()).toEqual([2])
  })
})

describe('while another process holds the lock, a write', () => {
  it('waits, and leaves the event loop to others', async () => {
    const { insert, other, kept } = openGroup()
    other.exec('BEGIN IMMEDIATE')
    const write = insert(1)
    // Turns of the event loop: were it blocked, the lock would never be released, and the write would fail.
    for (let turns = 0; turns < 10; turns++) await new Promise(setImmediate)
    other.exec('ROLLBACK')
    await write
    expect(kept()).toEqual([1])
  })

  it('has those that come later join it, in the order in which they came', async () => {
    const { insert, other, commits, kept } = openGroup()
    other.exec('BEGIN IMMEDIATE')
    const writes = []
    for (const n of [3, 1, 2]) {
      writes.push(insert(n))
      await new Promise(setImmediate)
    }
    other.exec('ROLLBACK')
    await Promise.all(writes)
    expect(kept()).toEqual([3, 1, 2])
    expect(commits).toEqual([3])
  })

  it('fails as busy when its time is over, with nothing done, and leaves those with time left alone', async () => {
    const { insert, other, kept } = openGroup({ timeout: 300 })
    other.exec('BEGIN IMMEDIATE')
    const first = insert(1)
    const second = first.catch(() => insert(2))
    await expect(first).rejects.toBeInstanceOf(StoreBusyError)
    other.exec('ROLLBACK')
    await second
    expect(kept()).toEqual([2])
  })

  it('fails at once where 10,000 wait, and none of those is lost', async () => {
    const { insert, other, commits, kept } = openGroup({ timeout: 60_000 })
    other.exec('BEGIN IMMEDIATE')
    const waiting = Array.from({ length: 10_000 }, (_, n) => insert(n))
    await expect(insert(10_000)).rejects.toBeInstanceOf(StoreBusyError)
    other.exec('ROLLBACK')
    await Promise.all(waiting)
    expect(kept()).toEqual(Array.from({ length: 10_000 }, (_, n) => n))
    expect(Math.max(...commits)).toBe(1000)
    await insert(10_000)
  })

  it('fails at once where those that wait hold 32 MB', async () => {
    const { write, other } = openGroup({ timeout: 60_000 })
    other.exec('BEGIN IMMEDIATE')
    const large = write(() => 'large', 32 * 1024 * 1024)
    await expect(write(() => 'small', 1)).rejects.toBeInstanceOf(StoreBusyError)
    other.exec('ROLLBACK')
    expect(await large).toBe('large')
    expect(await write(() => 'small', 1)).toBe('small')
  })
})

describe('a group that is closed', () => {
  it('commits what waits at once, and leaves nothing to the end of the turn', async () => {
    const { insert, close, commits, kept } = openGroup()
    const write = insert(1)
    const closed = close()
    expect(kept()).toEqual([1])
    await Promise.all([write, closed])
    await new Promise(setImmediate)
    expect(commits).toEqual([1])
  })

  it('waits for the lock of another process, and commits then', async () => {
    const { insert, close, other, kept } = openGroup()
    other.exec('BEGIN IMMEDIATE')
    const write = insert(1)
    await new Promise(setImmediate)
    const closed = close()
    other.exec('ROLLBACK')
    await Promise.all([write, closed])
    expect(kept()).toEqual([1])
  })

  it('fails what waits when the lock is not released in time', async () => {
    const { insert, close, other } = openGroup({ timeout: 50 })
    other.exec('BEGIN IMMEDIATE')
    const write = insert(1)
    const closed = close()
    await expect(write).rejects.toBeInstanceOf(StoreBusyError)
    await closed
  })

  it('takes no more writes', async () => {
    const { insert, close, commits } = openGroup()
    await close()
    await expect(insert(1)).rejects.toThrow('The store is closed.')
    expect(commits).toEqual([])
  })
})

describe('a database that was closed', () => {
  it('rejects each write', async () => {
    const { database, insert, commits } = openGroup()
    database.close()
    await expect(insert(1)).rejects.toThrow('database is not open')
    expect(commits).toEqual([])
  })
})
