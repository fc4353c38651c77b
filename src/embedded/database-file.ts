import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { migrate } from './migrations.ts'
import { resultCode } from './sqlite-failure.ts'

/** What SQLite opens when nothing is to be kept. */
const inMemory = ':memory:'

/**
 * Opens the SQLite database that a URL names, creates it (and its folder) where it is missing, and brings its
 * schema up to date.
 *
 * @param url `file:./data/threads.db`, `file:/abs/threads.db`, `file:///abs/threads.db`, or `file::memory:`.
 * @param lockTimeout how long, in milliseconds, this process waits for the write lock of another before a
 *   write fails. Default: 5000. The event loop stands still meanwhile.
 * @throws Error with one line that names the file and says what to do; what SQLite said is its `cause`.
 */
export function openDatabase(url: string, lockTimeout = 5000): DatabaseSync {
  const path = databasePath(url)
  let database: DatabaseSync | undefined
  try {
    if (path !== inMemory) mkdirSync(dirname(path), { recursive: true })
    database = new DatabaseSync(path, { timeout: lockTimeout })
    // SQLite opens a file that it may only read without a word, and would fail at the first write.
    if (path !== inMemory) accessSync(path, constants.W_OK)
    useWriteAheadLog(database, lockTimeout)
    // FULL: in WAL mode anything less may lose the last commits when the power goes.
    database.exec('PRAGMA synchronous = FULL')
    checkPages(database)
    migrate(database)
    return database
  } catch (error) {
    if (database?.isOpen) database.close()
    throw new Error(`Cannot open the thread store at ${path}: ${remedy(error, lockTimeout)}`, {
      cause: error,
    })
  }
}

/** The absolute path that a `file:` URL names, or `:memory:`. A relative path starts at the working directory. */
function databasePath(url: string): string {
  if (url === 'file::memory:') return inMemory
  try {
    const parsed = new URL(url, pathToFileURL(`${process.cwd()}/`))
    const namesFile = /^file:./i.test(url) && !parsed.pathname.endsWith('/')
    if (namesFile && parsed.search === '' && parsed.hash === '') return fileURLToPath(parsed)
  } catch {
    // Not a URL, or one with a host: the same answer as for any other that names no file.
  }
  throw new Error(
    'The URL of the thread store does not name a file: expected file:./data/threads.db, ' +
      'file:/absolute/path/threads.db or file::memory:, with no query and no fragment.',
  )
}

/**
 * SQLite does not wait for a lock while it changes the journal mode, so two processes that open a new file at
 * the same time can meet here: the one that comes second tries again.
 */
function useWriteAheadLog(database: DatabaseSync, lockTimeout: number): void {
  const deadline = Date.now() + lockTimeout
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (resultCode(error) !== 'SQLITE_BUSY' || Date.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

/** A database with damage in it would serve for long before a request meets it, and each write could spread it. */
function checkPages(database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
  if (found !== 'ok') throw new Error(damaged, { cause: found })
}

const damaged = 'the database is damaged. Restore it from a backup, or name another file.'
const diskFull = 'the disk is full or failing. Free some space or check the disk, then start again.'
const noWriteAccess =
  'it cannot be written. Give this process write access to the file and its folder, or name another file.'

/** What went wrong, and what the operator can do about it. */
function remedy(error: unknown, lockTimeout: number): string {
  switch (resultCode(error)) {
    case 'SQLITE_NOTADB':
      return 'the file is not a SQLite database. Move it away, or name another file.'
    case 'SQLITE_CORRUPT':
      return damaged
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return noWriteAccess
    case 'SQLITE_BUSY':
      return `another process has held its lock for ${lockTimeout / 1000} s. Stop that process, or name another file.`
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR':
      return diskFull
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return diskFull
  // The folder could not be made, or the file is read-only.
  if (error instanceof Error && 'syscall' in error) return noWriteAccess
  return error instanceof Error ? error.message : String(error)
}
