import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

/** A key that is read from a file, again and again. */
export interface KeyFile {
  /** The key as it is now. */
  key: () => string
  /** Reads the file no more. */
  close: () => void
}

/** How often, in milliseconds, the file is read. Its times would not do: a volume of secrets can keep them. */
const INTERVAL_MS = 1000

const legal = /^[!-~]+$/

/**
 * Reads a key from a file. Where it cannot be read later, or holds none, as while it is replaced, the key stays what it
 * was.
 *
 * @param onFailure is told of that, once until it can be read again, in words without secrets.
 * @throws Error with one line that names the file, when there is no key in it now.
 */
export function openKeyFile(path: string, onFailure: (reason: string) => void): KeyFile {
  let key = keyIn(readAtOnce(path), path)
  let isFailing = false

  async function reread(): Promise<void> {
    try {
      key = keyIn(await readFile(path, 'utf8').catch((error) => refuse(path, error)), path)
      isFailing = false
    } catch (error) {
      if (!isFailing) onFailure(error instanceof Error ? error.message : String(error))
      isFailing = true
    }
  }

  const timer = setInterval(() => void reread(), INTERVAL_MS).unref()
  return { key: () => key, close: () => clearInterval(timer) }
}

function readAtOnce(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    return refuse(path, error)
  }
}

function refuse(path: string, cause: unknown): never {
  throw new Error(`cannot read the key in ${path}: ${Object(cause).code}`, { cause })
}

function keyIn(text: string, path: string): string {
  const key = text.trim()
  if (legal.test(key)) return key
  throw new Error(`there is no key in ${path}; one line of printable ASCII without spaces is required`)
}
