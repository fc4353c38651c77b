import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { systemCode } from './sqlite-failure.ts'

/** What SQLite opens when nothing is to be kept. */
export const inMemory = ':memory:'

/** SQLite's limit of 512 bytes, less what it puts after the name: https://www.sqlite.org/c3ref/vfs.html */
const maxPathBytes = 504

/** The absolute path that a `file:` URL names, or `:memory:`. A relative path starts at the working directory. */
export function databasePath(url: string): string {
  if (url === 'file::memory:') return inMemory
  try {
    const parsed = new URL(url, pathToFileURL(`${process.cwd()}/`))
    const namesFile = /^file:./i.test(url) && !parsed.pathname.endsWith('/')
    const path = fileURLToPath(parsed)
    if (namesFile && parsed.search === '' && parsed.hash === '' && !path.includes('\0')) return path
  } catch {
    // Not a URL, or one with a host: the same response as for any other that names no file.
  }
  throw new Error(
    'The URL of the thread store does not name a file: expected file:./data/threads.db, ' +
      'file:/absolute/path/threads.db or file::memory:, with no query and no fragment.',
  )
}

/**
 * Makes sure that there is a file at a path which this process can write. A missing file and folder are created,
 * for their owner alone; SQLite gives the files beside it the same mode. What exists keeps its mode.
 *
 * @throws Error with the end of a sentence about the path, or the error of the file system.
 */
export function prepareFile(path: string): void {
  if (Buffer.byteLength(path) > maxPathBytes) throw new Error(pathTooLong)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const isNew = createPrivately(path)
  const stats = statSync(path, { throwIfNoEntry: isNew })
  if (!stats) throw new Error(brokenLink)
  if (stats.isDirectory()) throw new Error(`it is a folder. Name a file in it, such as ${path}/threads.db.`)
  // SQLite would write its journal beside a device, in /dev.
  if (!stats.isFile()) throw new Error(notRegular)
  // SQLite opens a file that it may only read without a word, and would fail at the first write.
  accessSync(path, constants.W_OK)
}

export const pathTooLong = `its path is too long: at most ${maxPathBytes} bytes in all, and 240 in each name. Name another file.`
const brokenLink =
  'it is a symbolic link to a file that does not exist. Create that file, or name another one.'
const notRegular = 'it is a device, a socket or a pipe. Name a file.'

/**
 * Creates an empty file, and leaves one that exists alone. That one must not even be opened: closing it would drop
 * the locks that SQLite holds on it elsewhere in this process (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */
function createPrivately(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}
