import { DatabaseSync } from 'node:sqlite'
import { databasePath, inMemory, pathTooLong, prepareFile } from './database-path.ts'
import { defaultLockTimeout } from './lock-retry.ts'
import { migrate } from './migrations.ts'
import { resultCode, systemCode } from './sqlite-failure.ts'

/** What the write-ahead log is cut to, in bytes, after something that read for long has made it grow. */
const maxIdleLogBytes = 16 * 1024 * 1024

/**
 * Opens the SQLite database that a URL names, creates it (and its folder) where it is missing, and brings its
 * schema up to date. The database does not wait for locks: a statement that meets one fails with `SQLITE_BUSY`.
 *
 * @param url `file:./data/threads.db`, `file:/abs/threads.db`, `file:///abs/threads.db`, or `file::memory:`.
 * @param lockTimeout how long, in milliseconds, opening waits for the lock of another process. Default: 5000. The
 *   event loop stands still meanwhile.
 * @throws Error with one line that names the file and says what to do; what SQLite said is its `cause`.
 */
export function openDatabase(url: string, lockTimeout = defaultLockTimeout): DatabaseSync {
  const path = databasePath(url)
  let database: DatabaseSync | undefined
  try {
    if (path !== inMemory) prepareFile(path)
    database = new DatabaseSync(path, { timeout: lockTimeout })
    useWriteAheadLog(database, lockTimeout)
    // FULL: in WAL mode anything less may lose the last commits when the power goes.
    database.exec('PRAGMA synchronous = FULL')
    database.exec(`PRAGMA journal_size_limit = ${maxIdleLogBytes}`)
    checkPages(database)
    migrate(database)
    database.exec('PRAGMA busy_timeout = 0')
    return database
  } catch (error) {
    if (database?.isOpen) database.close()
    throw new Error(`Cannot open the thread store at ${path}: ${remedy(error, lockTimeout)}`, {
      cause: error,
    })
  }
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
  switch (systemCode(error)) {
    case undefined:
      return error instanceof Error ? error.message : String(error)
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a part of its path is a file, where a folder is needed. Name another file.'
    case 'ENOENT':
      return 'its folder does not exist and cannot be created. Name another file.'
    case 'ELOOP':
      return 'a symbolic link in its path leads back to itself. Name another file.'
    case 'ENAMETOOLONG':
      return pathTooLong
    default:
      return noWriteAccess
  }
}
