import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../../../../src/embedded/stores/sqlite/database-file.ts'
import { temporaryFolder } from '../../../../support/embedded/temporary-folder.ts'

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

/** Each makes something at a path, and returns that path. */
function link(target: string, path: string): string {
  symlinkSync(target, path)
  return path
}
function pipe(path: string): string {
  execFileSync('mkfifo', [path])
  return path
}
function socket(path: string): string {
  const server = createServer().listen(path)
  onTestFinished(() => void server.close())
  return path
}
function emptyFile(folder: string): string {
  const path = join(folder, 'file')
  writeFileSync(path, '')
  return path
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
    'file:./threads%00.db',
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

describe('the log of a database', () => {
  it('is cut to 16 MB after something that read for long has made it grow', () => {
    const path = join(temporaryFolder(), 'threads.db')
    const database = openDatabase(`file:${path}`)
    const reader = new DatabaseSync(path)
    onTestFinished(() => {
      database.close()
      reader.close()
    })
    const insert = database.prepare(`INSERT INTO threads VALUES ('', ?, 0, ?, '{}', 0)`)
    const logSize = () => statSync(`${path}-wal`).size
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM threads').get()
    for (let n = 0; n < 20; n++) insert.run(`thread_${n}`, `{"fill":"${'x'.repeat(1024 * 1024)}"}`)
    expect(logSize()).toBeGreaterThan(20 * 1024 * 1024)

    reader.exec('COMMIT')
    // The first copies the log into the database, and the second begins it anew.
    for (const n of [1, 2]) insert.run(`thread_after_${n}`, '{}')
    expect(logSize()).toBeLessThanOrEqual(16 * 1024 * 1024)
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
        'up to 3. A newer version of the program has written it: run that one, or name another file.',
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

  const fileInPath = 'a part of its path is a file, where a folder is needed. Name another file.'
  const notRegular = 'it is a device, a socket or a pipe. Name a file.'
  const tooLong = 'its path is too long: at most 504 bytes in all, and 240 in each name. Name another file.'

  it.each<[what: string, make: (folder: string) => string, why: string | ((path: string) => string)]>([
    [
      'a folder',
      (folder) => folder,
      (path) => `it is a folder. Name a file in it, such as ${path}/threads.db.`,
    ],
    [
      'a symbolic link to a folder',
      (folder) => link(folder, join(folder, 'link')),
      (path) => `it is a folder. Name a file in it, such as ${path}/threads.db.`,
    ],
    ['in a file', (folder) => join(emptyFile(folder), 'threads.db'), fileInPath],
    ['in a folder that would be in a file', (folder) => join(emptyFile(folder), 'data', 'a.db'), fileInPath],
    ['a socket', (folder) => socket(join(folder, 'socket')), notRegular],
    ['a pipe', (folder) => pipe(join(folder, 'pipe')), notRegular],
    [
      'a symbolic link to nothing',
      (folder) => link(join(folder, 'nothing'), join(folder, 'link')),
      'it is a symbolic link to a file that does not exist. Create that file, or name another one.',
    ],
    [
      'a symbolic link to itself',
      (folder) => link(join(folder, 'link'), join(folder, 'link')),
      'a symbolic link in its path leads back to itself. Name another file.',
    ],
    [
      'in a symbolic link to nothing',
      (folder) => join(link(join(folder, 'nothing'), join(folder, 'link')), 'threads.db'),
      'its folder does not exist and cannot be created. Name another file.',
    ],
    ['a name of 300 bytes', (folder) => join(folder, 'a'.repeat(300)), tooLong],
    ['a path of more than 504 bytes', (folder) => join(folder, 'a'.repeat(240), 'b'.repeat(240)), tooLong],
  ])('is refused when it is %s, and nothing is made', (_, make, why) => {
    const folder = temporaryFolder()
    const path = make(folder)
    const before = readdirSync(folder)
    const end = typeof why === 'string' ? why : why(path)
    expect(refusal(`file:${path}`).message).toBe(`Cannot open the thread store at ${path}: ${end}`)
    expect(readdirSync(folder)).toEqual(before)
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

  it('tells what SQLite said as the cause', () => {
    const path = join(temporaryFolder(), 'notes.txt')
    writeFileSync(path, 'Not a database. '.repeat(100))
    expect(refusal(`file:${path}`).cause).toMatchObject({ message: 'file is not a database' })
  })
})
