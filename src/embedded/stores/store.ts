/**
 * One thread as a store keeps it. Both documents are JSON text, so that what went in comes back as it was and
 * a response can hold it without parsing it again.
 */
export interface StoredThread {
  readonly id: string
  /** Unix seconds. */
  readonly createdAt: number
  /** JSON text of an object. */
  readonly metadata: string
  /** JSON text of an object. */
  readonly toolResources: string
}

/** What an update replaces, as JSON text of an object; what is left out stays as it is. */
export interface StoredChanges {
  readonly metadata?: string
  readonly toolResources?: string
}

/** The store could not do something in time. Nothing of it was done, so it may be asked for again. */
export class StoreBusyError extends Error {
  /** For the log. */
  readonly code = 'STORE_BUSY'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreBusyError'
  }
}

/** What every store can be opened with. */
export interface StoreOptions {
  /** Told how many writes a commit has made durable. Default: nobody is told. */
  onCommit?: (writes: number) => void
  /** How long, in milliseconds, a read or write waits for a lock before it fails as busy. Default: 5000. */
  lockTimeout?: number
}

/**
 * Where threads are kept. A thread belongs to one tenant (see `tenantOf`) and is found only by that tenant:
 * the same id under two tenants is two threads.
 *
 * Every method may reject with whatever the store failed with, a `StoreBusyError` where it was busy; a caller must
 * not show that text to a client.
 * A write whose promise is fulfilled is durable: it is there after a crash of the process or the machine.
 */
export interface ThreadStore {
  /** Keeps a new thread. Rejects when the tenant already has one with that id. */
  create(tenant: string, thread: StoredThread): Promise<void>

  /**
   * The threads among `ids` that the tenant has, by id. Ids may repeat and may be unknown; an unknown one has
   * no entry.
   */
  getMany(tenant: string, ids: readonly string[]): Promise<Map<string, StoredThread>>

  /** Replaces what `changes` holds, and returns the thread as it is then; `undefined` when there is none. */
  update(tenant: string, id: string, changes: StoredChanges): Promise<StoredThread | undefined>

  /** Removes a thread. `false` when there was none. */
  delete(tenant: string, id: string): Promise<boolean>

  /** For readiness: rejects when the store cannot respond. */
  check(): Promise<void>

  /**
   * Finishes the writes that wait, or fails them, and lets go of files and connections. The store takes nothing
   * from then on; closing it twice does no harm.
   */
  close(): Promise<void>
}
