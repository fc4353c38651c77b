import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { type RunningCommand, type SpawnedCommand, serving, spawnCommand } from '../command.ts'
import { Ledger } from './ledger.ts'
import { contents, graphqlWriter, NotDone, restWriter, writeOnce } from './thread-writer.ts'

export interface CrashFigures {
  trials: number
  /** Writes that were reported as done, over all trials. */
  acknowledged: number
  /** Writes of which a trial's kill left no response. */
  unanswered: number
  /** Writes that were reported as not done. */
  refused: number
  /** Acknowledged writes that were not there after the restart. */
  missing: number
  /** Trials after which `PRAGMA integrity_check` found something. */
  damaged: number
}

/** Half of them write over GraphQL and half over REST. */
const writers = 16

/**
 * Kills a server with `kill -9` at a random moment while many write to its embedded store, starts it again on the
 * same file, and looks for every write that was acknowledged; so many times.
 *
 * @param onTrial is told of each trial when it is over.
 */
export async function runCrashTrials(
  trials: number,
  onTrial: (figures: CrashFigures) => void = () => {},
): Promise<CrashFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'threads-graphql-crash-'))
  const file = join(folder, 'threads.db')
  const ledger = new Ledger()
  const figures = { trials: 0, acknowledged: 0, unanswered: 0, refused: 0, missing: 0, damaged: 0 }
  let running: SpawnedCommand | undefined

  const start = () => {
    running = spawnCommand({ env: { PORT: '0', DATABASE_URL: `file:${file}`, LOG_LEVEL: 'error' } })
    return serving(running)
  }
  const check = async ({ url }: RunningCommand, ids: string[]) => {
    for (const [id, content] of await contents(url, ids)) if (!ledger.settle(id, content)) figures.missing++
  }

  try {
    let server = await start()
    for (; figures.trials < trials; figures.trials++) {
      const { unanswered, refused } = await writeUntilKilled(server, ledger)
      server = await start()
      await check(server, ledger.takeTouched())
      if (!isSound(file)) figures.damaged++
      figures.unanswered += unanswered
      figures.refused += refused
      figures.acknowledged = ledger.acknowledged
      onTrial({ ...figures, trials: figures.trials + 1 })
    }
    // Those that no trial has touched for long, too.
    await check(server, ledger.all())
    return figures
  } finally {
    running?.kill('SIGKILL')
    await running?.ended
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Writes from all sides, and kills the server up to 400 ms after the first write was acknowledged. */
async function writeUntilKilled(server: RunningCommand, ledger: Ledger) {
  const lives = new AbortController()
  const outcome = { unanswered: 0, refused: 0 }
  const firstAcknowledged = Promise.withResolvers<void>()

  const work = Array.from({ length: writers }, async (_, index) => {
    const writer = index % 2 === 0 ? graphqlWriter(server.url) : restWriter(server.url)
    const own: string[] = []
    while (!lives.signal.aborted) {
      try {
        await writeOnce(writer, ledger, own)
        firstAcknowledged.resolve()
      } catch (error) {
        if (error instanceof NotDone) outcome.refused++
        else if (lives.signal.aborted) outcome.unanswered++
        else throw error
      }
    }
  })
  await Promise.race([firstAcknowledged.promise, ...work])
  await delay(Math.random() * 400)
  lives.abort()
  server.kill('SIGKILL')
  await Promise.all([server.ended, ...work])
  return outcome
}

function isSound(file: string): boolean {
  const database = new DatabaseSync(file)
  try {
    return database.prepare('PRAGMA integrity_check').get()?.['integrity_check'] === 'ok'
  } finally {
    database.close()
  }
}
