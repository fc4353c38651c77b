import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import { bearerKey } from '../../core/bearer.ts'
import {
  type Change,
  type ChangePosition,
  type ChangeSource,
  ChangesEnded,
  type EndOfChanges,
} from '../../core/change-source.ts'
import { serializeThread } from '../handlers/serialize-thread.ts'
import type { OnError } from '../refusal.ts'
import { ChangesExpiredError, type StoredChange, type ThreadStore } from '../stores/store.ts'
import { tenantOf } from '../tenant.ts'
import { noBearerKey } from '../wire-error.ts'
import { Subscriber } from './subscriber.ts'

/** Tells subscribers what happens to threads, whichever process has written them. */
export interface ChangeFeed {
  follow: ChangeSource
  /** Ends all subscriptions, and takes no new ones. */
  close: () => void
}

/** Entries of the log that are read at once, for all. */
const PAGE = 500
/** Entries that are read at once for one that comes back. */
const MISSED_PAGE = 50
/** Of these, so many at once with their threads, which are kept for it alone until it takes them. */
const MISSED_CHUNK = 5
/** Subscribers that are given a change at once: each then has work to do, and between two slices others get their turn. */
const SLICE = 50
/** How long, in milliseconds, we wait before the log is read again when that has failed. */
const RETRY_MS = 500

/**
 * Reads the change log of a store once for all subscribers of this process, from the first one on, and hands each its
 * own. A subscriber that comes back first reads for itself what it has missed.
 */
export function createChangeFeed(store: ThreadStore, onError: OnError): ChangeFeed {
  const byTenant = new Map<string, Set<Subscriber>>()
  let isClosed = false
  /** Up to which entry the log was handed out; undefined while there is no subscriber. */
  let position: number | undefined
  let stopWatching: (() => void) | undefined
  let isReading = false
  let isStale = false
  /** One line in the log is enough for a database that is away. */
  let isFailing = false

  /** Entries with the threads that they are about, as those are now. */
  async function resolve(tenant: string, entries: readonly StoredChange[]): Promise<Change[]> {
    const ids = entries.filter(({ kind }) => kind !== 'deleted').map(({ id }) => id)
    const threads = ids.length > 0 ? await store.getMany(tenant, [...new Set(ids)]) : new Map()
    return entries.map(({ kind, id, position, at }) => {
      const thread = kind === 'deleted' ? undefined : threads.get(id)
      return { kind, id, position, at, resource: thread ? serializeThread(thread) : null }
    })
  }

  function all(): Subscriber[] {
    return [...byTenant.values()].flatMap((subscribers) => [...subscribers])
  }

  function endAll(reason: EndOfChanges): void {
    for (const subscriber of all()) subscriber.end(reason)
  }

  async function handOut(entries: readonly StoredChange[]): Promise<void> {
    const followed = Map.groupBy(
      entries.filter(({ tenant }) => byTenant.has(tenant)),
      ({ tenant }) => tenant,
    )
    for (const [tenant, own] of followed) {
      const changes = await resolve(tenant, own)
      for (const [index, subscriber] of [...(byTenant.get(tenant) ?? [])].entries()) {
        if (index % SLICE === SLICE - 1) await setImmediate()
        subscriber.push(changes)
      }
    }
  }

  /** Reads the log to its end. Called again meanwhile, it reads once more. */
  async function read(): Promise<void> {
    isStale = true
    if (isReading) return
    isReading = true
    while (isStale && position !== undefined && !isClosed) {
      isStale = false
      try {
        const entries = await store.changes({ after: position, limit: PAGE })
        await handOut(entries)
        isFailing = false
        // All subscribers may have gone, and others come, meanwhile.
        if (position !== undefined) position = Math.max(position, entries.at(-1)?.position ?? 0)
        isStale ||= entries.length === PAGE
      } catch (error) {
        if (error instanceof ChangesExpiredError) endAll('expired')
        else if (!isFailing) onError(error)
        isFailing = true
        isStale = true
        await delay(RETRY_MS, undefined, { ref: false })
      }
    }
    isReading = false
  }

  /** Registers a subscriber for what comes from now on, and resolves once nothing of it is missed. */
  async function add(subscriber: Subscriber): Promise<void> {
    const { tenant } = subscriber
    byTenant.set(tenant, (byTenant.get(tenant) ?? new Set()).add(subscriber))
    stopWatching ??= store.watchChanges(() => void read())
    if (position !== undefined) return
    try {
      const latest = await store.latestChange()
      if (byTenant.size > 0) position ??= latest
    } catch (error) {
      remove(subscriber)
      throw error
    }
    // Something may have been written since.
    void read()
  }

  function remove(subscriber: Subscriber): void {
    const { tenant } = subscriber
    byTenant.get(tenant)?.delete(subscriber)
    if (byTenant.get(tenant)?.size === 0) byTenant.delete(tenant)
    if (byTenant.size > 0) return
    stopWatching?.()
    stopWatching = undefined
    position = undefined
  }

  /**
   * What a subscriber has missed, page by page, as it takes them. It is registered once it has come to the end: what
   * comes meanwhile would have to wait for it.
   */
  async function* missed(subscriber: Subscriber, after: number): AsyncGenerator<Change[], void, undefined> {
    const { tenant } = subscriber
    let last = after
    for (let isRegistered = false; ; ) {
      if (isClosed) throw new ChangesEnded('closing')
      const entries = await entriesBehind(last, tenant)
      last = entries.at(-1)?.position ?? last
      const wanted = entries.filter((entry) => subscriber.wants(entry))
      for (let start = 0; start < wanted.length; start += MISSED_CHUNK) {
        yield await resolve(tenant, wanted.slice(start, start + MISSED_CHUNK))
      }
      if (entries.length === MISSED_PAGE) continue
      if (isRegistered) return
      await add(subscriber)
      isRegistered = true
    }
  }

  /**
   * Refuses a position of another log: of another database, or of this one before it was restored from a backup. One
   * whose entry is just no longer kept cannot be told apart.
   */
  async function verify({ position, at }: ChangePosition): Promise<void> {
    if (position === 0) return
    const [entry] = await store.changes({ after: position - 1, limit: 1 }).catch((error: unknown) => {
      if (error instanceof ChangesExpiredError) return []
      throw error
    })
    if (entry && !(entry.position === position && entry.at === at)) throw new ChangesEnded('expired')
  }

  async function entriesBehind(after: number, tenant: string): Promise<readonly StoredChange[]> {
    try {
      return await store.changes({ after, tenant, limit: MISSED_PAGE })
    } catch (error) {
      throw error instanceof ChangesExpiredError ? new ChangesEnded('expired') : error
    }
  }

  return {
    async follow(authorization, { ids, after }) {
      if (isClosed) throw new ChangesEnded('closing')
      const key = bearerKey(authorization)
      if (key === undefined) throw noBearerKey()
      const tenant = tenantOf(key)
      if (after === undefined) {
        const subscriber = new Subscriber(tenant, ids, remove)
        await add(subscriber)
        return subscriber
      }
      await verify(after)
      await entriesBehind(after.position, tenant)
      return new Subscriber(tenant, ids, remove, (subscriber) => missed(subscriber, after.position))
    },

    close() {
      isClosed = true
      endAll('closing')
    },
  }
}
