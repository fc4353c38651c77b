import { type ChangeKind, ChangesExpiredError, type ChangesQuery, type StoredChange } from '../store.ts'
import type { Database, Row, Statement } from './database.ts'

/*
 * A write puts its change into `pending_changes`, in its own statement. A change gets its position afterwards, when it
 * is moved to `thread_changes` under the lock of the row of `change_counter`. Were positions given by the writes, one
 * that commits later could have a smaller position than one that was read already, and a reader would miss it; and all
 * writes would wait for one row.
 */

/** Changes that are moved, or removed, at once. */
export const MAX_MOVED = 1000

/**
 * Moves pending changes to the log, in the order of their ids. Two changes of one thread are in the order of their
 * commits: the second one waits for the first one's lock, and takes its id from the same sequence.
 */
const publish: Statement = {
  name: 'publish_changes',
  text: `WITH counter AS MATERIALIZED (
    SELECT latest FROM change_counter WHERE one = 1 FOR UPDATE
  ), moved AS (
    DELETE FROM pending_changes USING counter
    WHERE change_id IN (
      SELECT change_id FROM pending_changes WHERE change_id > $1 ORDER BY change_id LIMIT ${MAX_MOVED}
    )
    RETURNING change_id, tenant, at_ms, kind, id, counter.latest AS latest
  ), logged AS (
    INSERT INTO thread_changes (position, tenant, at_ms, kind, id)
    SELECT latest + row_number() OVER (ORDER BY change_id), tenant, at_ms, kind, id FROM moved
    RETURNING position
  ), counted AS (
    SELECT count(*) AS moved, max(change_id) AS last FROM moved
  ), advanced AS (
    UPDATE change_counter SET latest = change_counter.latest + counted.moved FROM counted
    WHERE one = 1 AND counted.moved > 0
  )
  SELECT moved, last FROM counted`,
}

/** One row is there in any case, also without entries: the counter, in the state that the entries are from. */
const selectEntries = (condition: string): string =>
  `SELECT counter.latest, counter.floor, entry.position, entry.tenant, entry.kind, entry.id, entry.at_ms
   FROM change_counter AS counter LEFT JOIN (
     SELECT position, at_ms, tenant, kind, id FROM thread_changes WHERE position > $1 ${condition}
     ORDER BY position LIMIT $2
   ) AS entry ON true
   WHERE counter.one = 1 ORDER BY entry.position`

const selectAll: Statement = { name: 'select_changes', text: selectEntries('') }
const selectOwn: Statement = { name: 'select_own_changes', text: selectEntries('AND tenant = $3') }

const selectState: Statement = {
  name: 'select_log_state',
  text: `SELECT latest, (SELECT at_ms FROM pending_changes ORDER BY change_id LIMIT 1)
    FROM change_counter WHERE one = 1`,
}

const prune: Statement = {
  name: 'prune_changes',
  text: `WITH gone AS (
    DELETE FROM thread_changes WHERE at_ms < $1
      AND position IN (SELECT position FROM thread_changes ORDER BY position LIMIT ${MAX_MOVED})
    RETURNING position
  ), counted AS (
    SELECT count(*) AS gone, max(position) AS last FROM gone
  ), raised AS (
    UPDATE change_counter SET floor = greatest(floor, counted.last) FROM counted
    WHERE one = 1 AND counted.gone > 0
  )
  SELECT gone FROM counted`,
}

export interface LogState {
  /** The position of the latest entry; 0 where there was none. */
  latest: number
  /** When the oldest change was written that has no position yet, in Unix milliseconds; undefined where all have one. */
  oldestPending: number | undefined
}

export interface ChangeLog {
  /**
   * Gives pending changes their positions, up to `MAX_MOVED` of them.
   *
   * @param behind the id behind which they are.
   */
  publish: (behind: number) => Promise<Published>
  /** @throws ChangesExpiredError where not all behind `after` is kept. */
  entries: (query: ChangesQuery) => Promise<StoredChange[]>
  state: () => Promise<LogState>
  /** Removes some of the entries that are older than a time, the oldest first. Returns how many. */
  prune: (before: number) => Promise<number>
}

export interface Published {
  count: number
  /** The id that the last of them had while it was pending; 0 where there was none. */
  last: number
}

export function createChangeLog({ read, write, timeout }: Database): ChangeLog {
  const change = (statement: Statement, values: unknown[]) =>
    write(statement, values, performance.now() + timeout)

  return {
    async publish(behind) {
      const [row] = await change(publish, [behind])
      return { count: Number(row?.[0]), last: Number(row?.[1] ?? 0) }
    },

    async entries({ after, tenant, limit }) {
      const rows = await (tenant === undefined
        ? read(selectAll, [after, limit])
        : read(selectOwn, [after, limit, tenant]))
      const [latest, floor] = rows[0] ?? []
      if (after < Number(floor) || after > Number(latest)) throw new ChangesExpiredError()
      return rows.filter(([, , position]) => position !== null).map(toChange)
    },

    async state() {
      const [row] = await read(selectState, [])
      const [latest, oldest] = row ?? []
      return { latest: Number(latest), oldestPending: typeof oldest === 'number' ? oldest : undefined }
    },

    async prune(before) {
      const [row] = await change(prune, [before])
      return Number(row?.[0])
    },
  }
}

function toChange([, , position, tenant, kind, id, at]: Row): StoredChange {
  if (!isKind(kind))
    throw new TypeError('A row of the table thread_changes does not have the types of its schema.')
  return { position: Number(position), at: Number(at), tenant: String(tenant), kind, id: String(id) }
}

function isKind(kind: unknown): kind is ChangeKind {
  return kind === 'created' || kind === 'updated' || kind === 'deleted'
}
