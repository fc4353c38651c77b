/**
 * One thread as a store keeps it. Both documents are JSON text, so that what went in comes back as it was and
 * a response can hold it without parsing it again.
 */
export interface StoredThread {
  readonly id: string
  /** In Unix milliseconds. */
  readonly createdAt: number
  /** When it was last written, in Unix milliseconds. */
  readonly updatedAt: number
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

/** Conditions on threads; all of them must hold. */
export interface ThreadFilter {
  /** Pairs that the metadata has, exactly. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly hasKeys?: readonly string[] | undefined
  readonly lacksKeys?: readonly string[] | undefined
  /** Values that contain a text, whatever its case. */
  readonly contains?: ReadonlyArray<{ readonly key: string; readonly text: string }> | undefined
  readonly createdAt?: TimeRange | undefined
  readonly updatedAt?: TimeRange | undefined
}

/** A range of time in Unix milliseconds: `from` included, `until` excluded. */
export interface TimeRange {
  readonly from?: number | undefined
  readonly until?: number | undefined
}

/** What threads can be ordered by; of two with the same time, the one with the smaller id is first. */
export type ThreadOrder = 'createdAt' | 'updatedAt'

/** A place in an order: that of a thread, which need not be there any more. */
export interface Position {
  /** The time that the order goes by, in Unix milliseconds. */
  readonly at: number
  readonly id: string
}

export interface ThreadQuery {
  readonly where?: ThreadFilter | undefined
  readonly orderBy: ThreadOrder
  /** Whether to go from the latest to the earliest. */
  readonly descending: boolean
  /** Threads are behind this position, in the direction of the query. */
  readonly after?: Position | undefined
  /** And before this one. */
  readonly before?: Position | undefined
  readonly limit: number
}

export interface ThreadPage {
  /** In the order of the query, at most its limit. */
  readonly threads: readonly StoredThread[]
  /** Where the next page begins; undefined where there is none. There can be one behind a page that is not full. */
  readonly next?: Position | undefined
}

/** What became of a thread. */
export type ChangeKind = 'created' | 'updated' | 'deleted'

/** One entry of the change log. */
export interface StoredChange {
  /** Its position in the log: greater than that of every change before it. */
  readonly position: number
  /** When it was written, in Unix milliseconds. */
  readonly at: number
  readonly tenant: string
  readonly kind: ChangeKind
  /** The thread's id. */
  readonly id: string
}

export interface ChangesQuery {
  /** Changes are behind this position. */
  readonly after: number
  /** Whose. Default: those of all tenants. */
  readonly tenant?: string | undefined
  readonly limit: number
}

/** The log does not go back as far as was asked, or was never as long: what has happened since cannot be told. */
export class ChangesExpiredError extends Error {
  constructor() {
    super('The change log does not hold everything since this position.')
    this.name = 'ChangesExpiredError'
  }
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

/** A write was begun, and the store cannot tell whether it was done: as when the connection was lost. */
export class StoreOutcomeUnknownError extends Error {
  /** For the log. */
  readonly code = 'STORE_OUTCOME_UNKNOWN'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreOutcomeUnknownError'
  }
}

/** How long, in milliseconds, a change is kept where nothing else is said: a day. */
export const defaultChangesKept = 24 * 60 * 60 * 1000

/** What every store can be opened with. */
export interface StoreOptions {
  /** Told how many writes a commit has made durable. Default: nobody is told. */
  onCommit?: (writes: number) => void
  /**
   * How long, in milliseconds, a read or write waits for a lock or a connection before it fails as busy, and how long a
   * statement may take then. Default: 5000.
   */
  timeout?: number
  /** How long, in milliseconds, a connection may take to be made. Default: 5000. */
  connectTimeout?: number
  /** Connections at once, at most. Default: 10. */
  poolSize?: number
  /** How long, in milliseconds, the log keeps a change. Default: a day. */
  changesKept?: number
}

/**
 * Where threads are kept. A thread belongs to one tenant (see `tenantOf`) and is found only by that tenant:
 * the same id under two tenants is two threads.
 *
 * Every method may reject with whatever the store failed with; with a `StoreBusyError` where it was busy or away and
 * nothing was done, and a write with a `StoreOutcomeUnknownError` where it may have been done. A caller must not show
 * their text to a client. No write is ever done twice.
 * A write whose promise is fulfilled is durable: it is there after a crash of the process or the machine.
 */
export interface ThreadStore {
  /** Keeps a new thread. Where the tenant has one with that id already, returns that one, and keeps nothing. */
  create(tenant: string, thread: StoredThread): Promise<StoredThread | undefined>

  /**
   * The threads among `ids` that the tenant has, by id. Ids may repeat and may be unknown; an unknown one has
   * no entry.
   */
  getMany(tenant: string, ids: readonly string[]): Promise<Map<string, StoredThread>>

  /** Replaces what `changes` holds, and returns the thread as it is then; `undefined` when there is none. */
  update(tenant: string, id: string, changes: StoredChanges): Promise<StoredThread | undefined>

  /** Keeps a thread as it is, in place of the one with its id. */
  replace(tenant: string, thread: StoredThread): Promise<void>

  /**
   * Replaces the metadata of a thread by what `patch` makes of it, with no other write in between, and returns the
   * thread as it is then; `undefined` when there is none. What `patch` throws changes nothing, and is thrown.
   *
   * @param bytes about how much memory `patch` holds while it waits. Default: 0.
   */
  patchMetadata(
    tenant: string,
    id: string,
    patch: (metadata: string) => string,
    bytes?: number,
  ): Promise<StoredThread | undefined>

  /**
   * A page of the tenant's threads. It looks at a bounded number of threads, so where few of many match, a page may have
   * less than its limit and still have a next one.
   */
  find(tenant: string, query: ThreadQuery): Promise<ThreadPage>

  /** How many threads match; `undefined` where there are too many to look at. */
  count(tenant: string, where: ThreadFilter): Promise<number | undefined>

  /** All threads, or those of one tenant, in no particular order; those that are written meanwhile may be among them. */
  all(tenant?: string): AsyncIterable<{ tenant: string; thread: StoredThread }>

  /** Removes a thread. `false` when there was none. */
  delete(tenant: string, id: string): Promise<boolean>

  /**
   * Entries of the change log, in their order. Each write is in it from its commit on, or soon after, and never before an
   * entry that was seen already.
   *
   * @throws ChangesExpiredError when some that are behind `after` are no longer kept, or `after` is none of this log.
   */
  changes(query: ChangesQuery): Promise<readonly StoredChange[]>

  /** The position of the latest entry of the change log, kept or not; 0 where there was none. */
  latestChange(): Promise<number>

  /**
   * Calls a listener soon after there are new entries in the change log, whichever process has written them. It may also
   * be called without there being any.
   *
   * @returns a function that ends this.
   */
  watchChanges(listener: () => void): () => void

  /** For readiness: rejects when the store cannot respond. */
  check(): Promise<void>

  /**
   * Finishes the writes that wait, or fails them, and lets go of files and connections. The store takes nothing
   * from then on; closing it twice does no harm.
   */
  close(): Promise<void>
}
