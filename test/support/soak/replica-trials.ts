import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { type RunningCommand, type SpawnedCommand, serving, spawnCommand } from '../command.ts'
import { post } from '../graphql-client.ts'
import { Ledger } from './ledger.ts'
import { contents, graphqlWriter, NotDone, writeOnce } from './thread-writer.ts'

export interface ReplicaFigures {
  kills: number
  restarts: number
  /** Writes that were reported as done. */
  acknowledged: number
  /** Writes without a response, and those whose response says that their outcome is unknown. */
  unknown: number
  /** Writes that were reported as not done. */
  refused: number
  /** Writes that are not as they were reported: acknowledged and not there, or refused and done. */
  missing: number
  /** Changes that each subscriber should have had since it began, all of them together. */
  events: number
  lostEvents: number
  repeatedEvents: number
}

export interface ReplicaTrials {
  /** How often a replica is killed. */
  kills: number
  /** How often the database is restarted meanwhile. */
  restarts: number
  /** The database, of which every commit is on the disk. */
  postgres: { url: string; restart: () => Promise<void> }
  /** Told of each kill when its replica is back. */
  onTrial?: (figures: ReplicaFigures) => void
}

const REPLICAS = 3
const WRITERS = 12
const FOLLOWERS = 3

/** The cursor before all changes. */
const beginning = Buffer.from('change 0 0').toString('base64url')

/**
 * Kills replicas with `kill -9` and restarts their database at random moments, while many write, and subscribers come
 * back with the cursor of the last change that they saw. Looks for acknowledged writes and for changes that were lost.
 */
export async function runReplicaTrials({
  kills,
  restarts,
  postgres,
  onTrial = () => {},
}: ReplicaTrials): Promise<ReplicaFigures> {
  const ledger = new Ledger()
  const figures: ReplicaFigures = {
    kills: 0,
    restarts: 0,
    acknowledged: 0,
    unknown: 0,
    refused: 0,
    missing: 0,
    events: 0,
    lostEvents: 0,
    repeatedEvents: 0,
  }
  const spawned: SpawnedCommand[] = []
  const replicas: RunningCommand[] = []
  const over = new AbortController()
  const anyUrl = () => replicas[Math.floor(Math.random() * replicas.length)]?.url ?? ''

  async function start(): Promise<void> {
    for (;;) {
      const command = spawnCommand({ env: { PORT: '0', DATABASE_URL: postgres.url, LOG_LEVEL: 'error' } })
      spawned.push(command)
      // A replica that starts while the database is away ends, and whoever runs it starts it again.
      const replica = await serving(command).catch(() => undefined)
      if (replica) return void replicas.push(replica)
      await delay(100)
    }
  }

  async function write(): Promise<void> {
    const own: string[] = []
    while (!over.signal.aborted) {
      try {
        await writeOnce(graphqlWriter(anyUrl()), ledger, own)
      } catch (error) {
        if (error instanceof NotDone && !error.codes.includes('OUTCOME_UNKNOWN')) figures.refused++
        else figures.unknown++
        await delay(20)
      }
    }
  }

  try {
    await Promise.all(Array.from({ length: REPLICAS }, start))
    const followers = Array.from({ length: FOLLOWERS }, () => follow(anyUrl))
    const writers = Array.from({ length: WRITERS }, write)
    while (figures.kills < kills) {
      await delay(50 + Math.random() * 250)
      const [victim] = replicas.splice(Math.floor(Math.random() * replicas.length), 1)
      victim?.kill('SIGKILL')
      await victim?.ended
      if (figures.restarts < Math.floor(((figures.kills + 1) * restarts) / kills)) {
        await postgres.restart()
        figures.restarts++
      }
      await start()
      figures.kills++
      onTrial({ ...figures, acknowledged: ledger.acknowledged })
    }
    over.abort()
    await Promise.all(writers)

    const url = anyUrl()
    for (const [id, content] of await contents(url, ledger.all())) {
      if (!ledger.allows(id, content)) figures.missing++
    }
    await post(url, `mutation { createThread(id: "${END}") { id } }`)
    const all = await follow(() => url, beginning)
    for (const cursors of await Promise.all(followers)) {
      const expected = all.slice(all.indexOf(cursors[0] ?? ''))
      const seen = new Set(cursors)
      figures.events += expected.length
      figures.lostEvents += expected.filter((cursor) => !seen.has(cursor)).length
      figures.repeatedEvents += cursors.length - seen.size
    }
    return { ...figures, acknowledged: ledger.acknowledged }
  } finally {
    over.abort()
    for (const command of spawned) command.kill('SIGKILL')
    await Promise.all(spawned.map(({ ended }) => ended))
  }
}

const query = 'subscription ($after: String) { it: threadChanges(after: $after) { id cursor } }'

/** The id of the thread that is created last. */
const END = 'the_end'

/** Follows all changes to the last one, from replica to replica. @returns their cursors, in the order in which they came. */
async function follow(url: () => string, from?: string): Promise<string[]> {
  const seen: string[] = []
  for (let after = from; ; ) {
    const client = createClient({
      url: `${url().replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    })
    const variables = { after }
    try {
      for await (const { data } of client.iterate<{ it: { id: string; cursor: string } }>({
        query,
        variables,
      })) {
        if (!data) continue
        seen.push(data.it.cursor)
        after = data.it.cursor
        if (data.it.id === END) return seen
      }
    } catch {
      // The replica is gone: the next one goes on behind the last cursor.
    } finally {
      await client.dispose()
    }
    await delay(20)
  }
}
