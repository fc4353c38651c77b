import type { StoreOptions, ThreadStore } from './store.ts'

/** What a kind of store exports. */
interface StoreModule {
  open: (url: string, options: StoreOptions) => ThreadStore | Promise<ThreadStore>
  exists: (url: string) => boolean | Promise<boolean>
}

async function loadPostgres(): Promise<StoreModule> {
  const { openPostgresStore: open, postgresStoreExists: exists } = await import(
    './postgres/postgres-store.ts'
  )
  return { open, exists }
}

/** Each store is loaded when a URL asks for it: a process needs one of them, with its driver. */
const schemes = new Map<string, () => Promise<StoreModule>>([
  [
    'file:',
    async () => {
      const { openSqliteStore: open, sqliteStoreExists: exists } = await import('./sqlite/sqlite-store.ts')
      return { open, exists }
    },
  ],
  ['postgres:', loadPostgres],
  ['postgresql:', loadPostgres],
])

/**
 * Opens the store that a URL names by its scheme.
 *
 * @param url `file:` and a path, for SQLite: see `openSqliteStore`; or `postgres:`: see `openPostgresStore`.
 * @throws Error with one line that says what to do: for an unknown scheme, and when the store cannot be opened.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<ThreadStore> {
  const { open } = await load(url)
  return open(url, options)
}

/** Whether there is a store already at a URL. @throws Error for an unknown scheme. */
export async function storeExists(url: string): Promise<boolean> {
  const { exists } = await load(url)
  return exists(url)
}

async function load(url: string): Promise<StoreModule> {
  const scheme = url.slice(0, url.indexOf(':') + 1).toLowerCase()
  const module = await schemes.get(scheme)?.()
  if (module) return module
  // Only its scheme: the rest of the URL may hold a password.
  throw new Error(
    `The URL of the thread store has ${scheme === '' ? 'no scheme' : `the unknown scheme '${scheme}'`}. ` +
      `Expected one of: ${[...schemes.keys()].join(', ')}.`,
  )
}
