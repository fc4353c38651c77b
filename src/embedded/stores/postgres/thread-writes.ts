import { parseJson } from '../../../core/json.ts'
import { pairHash } from '../pair-hash.ts'
import { StoreBusyError, type StoredChanges, type StoredThread } from '../store.ts'
import { type Database, type Deadline, type Row, remaining, type Statement } from './database.ts'
import { columns, toThread } from './thread-row.ts'

/*
 * Each write is one statement: the thread, its pairs and its change are written together or not at all, in one round
 * trip. All parts of a statement see the database as it was when it began. So each says which version of the thread it
 * has seen, and does nothing where another write has come between; it is sent again then. No part touches a row that
 * another part touches.
 */

/** What each begins with: the thread as it was, if there was one. */
const old = `old AS MATERIALIZED (
    SELECT version, created_ms, pairs FROM threads WHERE tenant = $1 AND id = $2
  )`

const insert: Statement = {
  name: 'insert_thread',
  text: `WITH added AS (
    INSERT INTO threads (tenant, id, created_ms, updated_ms, metadata, tool_resources, version, pairs)
    VALUES ($1, $2, $3, $4, $5, $6, 1, $7::BIGINT[])
    ON CONFLICT (tenant, id) DO NOTHING
    RETURNING id, created_ms, updated_ms, pairs
  ), indexed AS (
    INSERT INTO thread_pairs (pair, created_ms, id, updated_ms)
    SELECT unnest(pairs), created_ms, id, updated_ms FROM added
    ON CONFLICT (pair, created_ms, id) DO UPDATE SET updated_ms = excluded.updated_ms
  ), logged AS (
    INSERT INTO pending_changes (tenant, at_ms, kind, id) SELECT $1, $8::BIGINT, 'created', id FROM added
  )
  SELECT id FROM added`,
}

const select: Statement = {
  name: 'select_version',
  text: `SELECT ${columns}, version FROM threads WHERE tenant = $1 AND id = $2`,
}

// Where the clock was set back, a write does not seem older than the one before it.
const update: Statement = {
  name: 'update_thread',
  text: `WITH ${old}, changed AS (
    UPDATE threads SET
      metadata = coalesce($3::TEXT, threads.metadata), tool_resources = coalesce($4::TEXT, threads.tool_resources),
      pairs = coalesce($5::BIGINT[], threads.pairs), updated_ms = greatest(threads.updated_ms, $6::BIGINT),
      version = threads.version + 1
    FROM old
    WHERE threads.tenant = $1 AND threads.id = $2 AND threads.version = coalesce($7::BIGINT, old.version)
    RETURNING ${columns}, threads.pairs, old.pairs AS old_pairs
  ), removed AS (
    DELETE FROM thread_pairs USING changed
    WHERE thread_pairs.pair = ANY (changed.old_pairs) AND NOT thread_pairs.pair = ANY (changed.pairs)
      AND thread_pairs.created_ms = changed.created_ms AND thread_pairs.id = changed.id
  ), indexed AS (
    INSERT INTO thread_pairs (pair, created_ms, id, updated_ms)
    SELECT unnest(pairs), created_ms, id, updated_ms FROM changed
    ON CONFLICT (pair, created_ms, id) DO UPDATE SET updated_ms = excluded.updated_ms
  ), logged AS (
    INSERT INTO pending_changes (tenant, at_ms, kind, id) SELECT $1, $6::BIGINT, 'updated', id FROM changed
  )
  SELECT changed.id, changed.created_ms, changed.updated_ms, changed.metadata, changed.tool_resources
  FROM old LEFT JOIN changed ON true`,
}

const replace: Statement = {
  name: 'replace_thread',
  text: `WITH ${old}, written AS (
    INSERT INTO threads (tenant, id, created_ms, updated_ms, metadata, tool_resources, version, pairs)
    VALUES ($1, $2, $3, $4, $5, $6, 1, $7::BIGINT[])
    ON CONFLICT (tenant, id) DO UPDATE SET
      created_ms = excluded.created_ms, updated_ms = excluded.updated_ms, metadata = excluded.metadata,
      tool_resources = excluded.tool_resources, pairs = excluded.pairs, version = threads.version + 1
    WHERE threads.version = (SELECT version FROM old)
    RETURNING id, created_ms, updated_ms, pairs, version
  ), removed AS (
    DELETE FROM thread_pairs USING written, old
    WHERE thread_pairs.pair = ANY (old.pairs) AND thread_pairs.created_ms = old.created_ms
      AND thread_pairs.id = written.id
      AND NOT (old.created_ms = written.created_ms AND thread_pairs.pair = ANY (written.pairs))
  ), indexed AS (
    INSERT INTO thread_pairs (pair, created_ms, id, updated_ms)
    SELECT unnest(pairs), created_ms, id, updated_ms FROM written
    ON CONFLICT (pair, created_ms, id) DO UPDATE SET updated_ms = excluded.updated_ms
  ), logged AS (
    INSERT INTO pending_changes (tenant, at_ms, kind, id)
    SELECT $1, $8::BIGINT, CASE WHEN version = 1 THEN 'created' ELSE 'updated' END, id FROM written
  )
  SELECT id FROM written`,
}

const remove: Statement = {
  name: 'delete_thread',
  text: `WITH ${old}, gone AS (
    DELETE FROM threads USING old
    WHERE threads.tenant = $1 AND threads.id = $2 AND threads.version = old.version
    RETURNING threads.id, threads.created_ms, threads.pairs
  ), removed AS (
    DELETE FROM thread_pairs USING gone
    WHERE thread_pairs.pair = ANY (gone.pairs) AND thread_pairs.created_ms = gone.created_ms
      AND thread_pairs.id = gone.id
  ), logged AS (
    INSERT INTO pending_changes (tenant, at_ms, kind, id) SELECT $1, $3::BIGINT, 'deleted', id FROM gone
  )
  SELECT gone.id FROM old LEFT JOIN gone ON true`,
}

export interface ThreadWrites {
  /** @returns the thread that was there before. */
  create: (tenant: string, thread: StoredThread, deadline: Deadline) => Promise<StoredThread | undefined>
  update: (
    tenant: string,
    id: string,
    changes: StoredChanges,
    deadline: Deadline,
  ) => Promise<StoredThread | undefined>
  replace: (tenant: string, thread: StoredThread, deadline: Deadline) => Promise<void>
  patchMetadata: (
    tenant: string,
    id: string,
    patch: (metadata: string) => string,
    deadline: Deadline,
  ) => Promise<StoredThread | undefined>
  delete: (tenant: string, id: string, deadline: Deadline) => Promise<boolean>
}

/** @param onWrite is told of each write that has changed something. */
export function createThreadWrites({ read, write }: Database, onWrite: () => void): ThreadWrites {
  async function find(tenant: string, id: string): Promise<Row | undefined> {
    return (await read(select, [tenant, id]))[0]
  }

  /** @param version which must still be there; any, where it is not given. */
  async function tryUpdate(
    tenant: string,
    id: string,
    { metadata, toolResources }: StoredChanges,
    deadline: Deadline,
    version?: unknown,
  ): Promise<Attempt<StoredThread | undefined>> {
    const pairs = metadata === undefined ? null : pairsOf(tenant, metadata)
    const values = [tenant, id, metadata, toolResources, pairs, Date.now(), version]
    const [row] = await write(update, values, deadline)
    if (!row) return { done: undefined }
    if (row[0] === null) return overtaken
    onWrite()
    return { done: toThread(row) }
  }

  return {
    create: (tenant, thread, deadline) =>
      untilDone(deadline, async () => {
        const rows = await write(insert, valuesOf(tenant, thread), deadline)
        if (rows.length > 0) {
          onWrite()
          return { done: undefined }
        }
        const existing = await find(tenant, thread.id)
        return existing ? { done: toThread(existing) } : overtaken
      }),

    update: (tenant, id, changes, deadline) =>
      untilDone(deadline, () => tryUpdate(tenant, id, changes, deadline)),

    patchMetadata: (tenant, id, patch, deadline) =>
      untilDone(deadline, async () => {
        const row = await find(tenant, id)
        if (!row) return { done: undefined }
        const metadata = patch(toThread(row).metadata)
        return await tryUpdate(tenant, id, { metadata }, deadline, row[columnsOfThread])
      }),

    replace: (tenant, thread, deadline) =>
      untilDone(deadline, async () => {
        const rows = await write(replace, valuesOf(tenant, thread), deadline)
        if (rows.length === 0) return overtaken
        onWrite()
        return { done: undefined }
      }),

    delete: (tenant, id, deadline) =>
      untilDone(deadline, async () => {
        const [row] = await write(remove, [tenant, id, Date.now()], deadline)
        if (!row) return { done: false }
        if (row[0] === null) return overtaken
        onWrite()
        return { done: true }
      }),
  }
}

/** Where `select` has the version: behind the columns of the thread. */
const columnsOfThread = 5

/** What a statement has done: nothing, where another write has come between. */
type Attempt<T> = { done: T } | undefined
const overtaken = undefined

async function untilDone<T>(deadline: Deadline, attempt: () => Promise<Attempt<T>>): Promise<T> {
  for (;;) {
    const outcome = await attempt()
    if (outcome) return outcome.done
    if (remaining(deadline) === 0)
      throw new StoreBusyError('Other writes to the thread came between, each time.')
  }
}

function valuesOf(tenant: string, thread: StoredThread): unknown[] {
  const { id, createdAt, updatedAt, metadata, toolResources } = thread
  return [tenant, id, createdAt, updatedAt, metadata, toolResources, pairsOf(tenant, metadata), Date.now()]
}

/** The entries of `thread_pairs` for a metadata, each once. */
function pairsOf(tenant: string, metadata: string): number[] {
  const pairs = Object.entries<unknown>(Object(parseJson(metadata)))
  return [...new Set(pairs.map(([key, value]) => pairHash(tenant, key, String(value))))]
}
