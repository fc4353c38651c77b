import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/embedded/database-file.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

function openAndClose(url: string, lockTimeout?: number): void {
  openDatabase(url, lockTimeout).close()
}

/** The error that opening a URL fails with. */
function refusal(url: string, lockTimeout?: number): Error {
  try {
    openAndClose(url, lockTimeout)
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error(`${url} was opened`)
}

describe('the URL of a database', () => {
  it.each([
    ['file:/absolute', (path: string) => `file:${path}`],
    ['file:///absolute', (path: string) => pathToFileURL(path).href],
    ['file:./relative', (path: string) => `file:./${relative(process.cwd(), path)}`],
  ])('can be %s, and what is missing of its folder is created', (_, url) => {
    const path = join(temporaryFolder(), 'a', 'b c', 'threads.db')
    openAndClose(url(path))
    expect(existsSync(path)).toBe(true)
  })

  it.each([
    '',
    'file:',
    'file:./data/',
    './data/threads.db',
    'threads.db',
    ':memory:',
    'postgres://localhost/threads',
    'file://host/threads.db',
    'file:./threads.db?mode=ro',
    'file:./threads.db#1',
  ])('is refused when it is %j', (url) => {
    expect(refusal(url).message).toBe(
      'The URL of the thread store does not name a file: expected file:./data/threads.db, ' +
        'file:/absolute/path/threads.db or file::memory:, with no query and no fragment.',
    )
  })
})

describe('an opened database', () => {
  it('has its writes on the disk before they are acknowledged', () => {
    const database = openDatabase(`file:${join(temporaryFolder(), 'threads.db')}`)
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    database.close()
  })
})

describe('a file that cannot be used', () => {
  it('is refused, and left as it is, when a newer version of the program has written it', () => {
    const path = join(temporaryFolder(), 'threads.db')
    openAndClose(`file:${path}`)
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 99')
    database.close()

    expect(refusal(`file:${path}`).message).toBe(
      `Cannot open the thread store at ${path}: its schema has version 99, and this program knows versions ` +
        'up to 1. A newer version of the program has written it: run that one, or name another file.',
    )
    const after = new DatabaseSync(path)
    expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 })
    after.close()
  })

  it('is refused, and left as it is, when it is not a database', () => {
    const path = join(temporaryFolder(), 'notes.txt')
    const notes = 'Not a database. '.repeat(100)
    writeFileSync(path, notes)

    expect(refusal(`file:${path}`).message).toBe(
      `Cannot open the thread store at ${path}: the file is not a SQLite database. Move it away, or name another file.`,
    )
    expect(readFileSync(path, 'utf8')).toBe(notes)
  })

  it('is refused when it is a damaged database', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'damaged.db')
    openAndClose(`file:${join(folder, 'threads.db')}`)
    copyFileSync(join(folder, 'threads.db'), path)
    const bytes = readFileSync(path)
    // The header of a SQLite file is its first 100 bytes; the schema follows.
    writeFileSync(path, bytes.fill(0xff, 100))

    expect(refusal(`file:${path}`).message).toBe(
      `Cannot open the thread store at ${path}: the database is damaged. Restore it from a backup, or name another file.`,
    )
  })

  it('is refused when another process holds its lock', () => {
    const path = join(temporaryFolder(), 'threads.db')
    openAndClose(`file:${path}`)
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')

    expect(refusal(`file:${path}`, 50).message).toBe(
      `Cannot open the thread store at ${path}: another process has held its lock for 0.05 s. ` +
        'Stop that process, or name another file.',
    )
    other.close()
  })

  it('is refused when its folder cannot be created', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const path = join(folder, 'file', 'data', 'threads.db')

    expect(refusal(`file:${path}`).message).toBe(
      `Cannot open the thread store at ${path}: it cannot be written. Give this process write access to the ` +
        'file and its folder, or name another file.',
    )
  })

  // Root may write what nobody may.
  it.skipIf(process.getuid?.() === 0)('is refused when it is read-only', () => {
    const path = join(temporaryFolder(), 'threads.db')
    openAndClose(`file:${path}`)
    chmodSync(path, 0o444)
    expect(refusal(`file:${path}`).message).toBe(
      `Cannot open the thread store at ${path}: it cannot be written. Give this process write access to the ` +
        'file and its folder, or name another file.',
    )
  })

  it('is refused when it is a folder', () => {
    const folder = temporaryFolder()
    expect(refusal(`file:${folder}`).message).toContain(
      `Cannot open the thread store at ${folder}: it cannot be`,
    )
  })

  it('tells what SQLite said as the cause', () => {
    const path = join(temporaryFolder(), 'notes.txt')
    writeFileSync(path, 'Not a database. '.repeat(100))
    expect(refusal(`file:${path}`).cause).toMatchObject({ message: 'file is not a database' })
  })
})
