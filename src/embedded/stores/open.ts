import type { StoreOptions, ThreadStore } from './store.ts'

type OpenStore = (url: string, options: StoreOptions) => Promise<ThreadStore>

/** Each store is loaded when a URL asks for it: a process needs one of them, with its driver. */
const schemes = new Map<string, OpenStore>([
  ['file:', async (url, options) => (await import('./sqlite/sqlite-store.ts')).openSqliteStore(url, options)],
])

/**
 * Opens the store that a URL names by its scheme.
 *
 * @param url `file:` and a path, for SQLite: see `openSqliteStore`.
 * @throws Error with one line that says what to do: for an unknown scheme, and when the store cannot be opened.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<ThreadStore> {
  const scheme = url.slice(0, url.indexOf(':') + 1).toLowerCase()
  const open = schemes.get(scheme)
  if (open) return open(url, options)
  // No more of the URL than its scheme: the rest may hold a password.
  throw new Error(
    `The URL of the thread store has ${scheme === '' ? 'no scheme' : `the unknown scheme '${scheme}'`}. ` +
      `Expected one of: ${[...schemes.keys()].join(', ')}.`,
  )
}
