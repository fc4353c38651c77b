import { readFileSync, unwatchFile, watchFile } from 'node:fs'

/** A key that is read from a file, again each time that the file changes. */
export interface KeyFile {
  /** The key as it is now. */
  key: () => string
  /** Looks at the file no more. */
  close: () => void
}

/** How often, in milliseconds, we look whether the file has changed. By its times: a volume of secrets is replaced, not written. */
const INTERVAL_MS = 1000

const legal = /^[!-~]+$/

/**
 * Reads a key from a file. Where it cannot be read later, or holds none, as while it is replaced, the key stays what it
 * was.
 *
 * @param onFailure is told of that, in words without secrets.
 * @throws Error with one line that names the file, when there is no key in it now.
 */
export function openKeyFile(path: string, onFailure: (reason: string) => void): KeyFile {
  let key = readKey(path)

  function reread(): void {
    try {
      key = readKey(path)
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error))
    }
  }

  watchFile(path, { interval: INTERVAL_MS, persistent: false }, reread)
  return { key: () => key, close: () => unwatchFile(path, reread) }
}

function readKey(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new Error(`cannot read the key in ${path}: ${Object(error).code}`, { cause: error })
  }
  if (legal.test(text)) return text
  throw new Error(`there is no key in ${path}; one line of printable ASCII without spaces is required`)
}
