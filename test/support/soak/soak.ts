import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type SpawnedCommand, serving, spawnCommand } from '../command.ts'
import { startFaultyUpstream } from './faulty-upstream.ts'
import { type Content, Ledger } from './ledger.ts'
import { type LoadFigures, noLoad, runLoad } from './load.ts'
import { contents } from './thread-writer.ts'
import { readVitals, slope, type Vitals } from './vitals.ts'

export interface SoakFigures extends LoadFigures {
  acknowledged: number
  /** Threads that do not hold, at the end, what they may hold. */
  lostWrites: number
  /** Resident memory in megabytes: after the warm-up, in the middle, at the end, and how much more each minute. */
  memory: { start: number; middle: number; end: number; perMinute: number }
  /** Before the load, and once it is over. */
  before: Vitals
  after: Vitals
  /** The exit code of the process when it was asked to end. */
  exitCode: number | null
  /** Of the remote upstream. */
  upstream?: { requests: number; faults: number; sentTwice: number; connections: number }
}

export interface SoakOptions {
  seconds: number
  /** Clients at once. Default: 12. */
  clients?: number
  /** Told of the memory now and then. */
  onSample?: (seconds: number, vitals: Vitals) => void
}

/** As in a small container: where there is much memory V8 leaves garbage lying for long, and it looks like a leak. */
const smallHeap = '--max-old-space-size=256'

interface Subject {
  env: Record<string, string>
  rest: boolean
  contents: (url: string, ids: string[]) => Promise<Map<string, Content>> | Map<string, Content>
}

/** Soaks a server on its embedded store. */
export async function soakEmbedded(options: SoakOptions): Promise<SoakFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'threads-graphql-soak-'))
  try {
    return await soak(
      { env: { DATABASE_URL: `file:${join(folder, 'threads.db')}` }, rest: true, contents },
      options,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Soaks a server before a remote upstream that answers one request in ten wrongly. */
export async function soakRemote(options: SoakOptions): Promise<SoakFigures> {
  const upstream = await startFaultyUpstream(10)
  try {
    const figures = await soak(
      {
        env: { OPENAI_BASE_URL: upstream.baseURL, UPSTREAM_TIMEOUT_MS: '1500' },
        rest: false,
        contents: (_, ids) => new Map(ids.map((id) => [id, upstream.content(id)])),
      },
      options,
    )
    const { requests, faults, sentTwice, connections } = upstream
    return { ...figures, upstream: { requests, faults, sentTwice, connections } }
  } finally {
    await upstream.close()
  }
}

async function soak(
  subject: Subject,
  { seconds, clients = 12, onSample }: SoakOptions,
): Promise<SoakFigures> {
  const command = spawnCommand({
    env: { PORT: '0', LOG_LEVEL: 'error', NODE_OPTIONS: smallHeap, ...subject.env },
  })
  try {
    const { url } = await serving(command)
    const ledger = new Ledger()
    const load = noLoad()
    // The first answer of a process makes what is there for good.
    await readVitals(url)
    const before = await readVitals(url)
    const end = new AbortController()
    const work = runLoad({ url, ledger, figures: load, clients, rest: subject.rest, signal: end.signal })
    const memory = await Promise.race([watchMemory(url, seconds, onSample), work.then(() => undefined)])
    end.abort()
    await work
    if (!memory) throw new Error('The load ended before its time.')

    const after = await settled(url, before)
    let lostWrites = 0
    for (const [id, content] of await subject.contents(url, ledger.all())) {
      if (!ledger.settle(id, content)) lostWrites++
    }
    const exitCode = await stop(command)
    return { ...load, acknowledged: ledger.acknowledged, lostWrites, memory, before, after, exitCode }
  } finally {
    command.kill('SIGKILL')
  }
}

/** Looks at the memory up to 110 times; what comes in the first eleventh is warm-up. */
async function watchMemory(url: string, seconds: number, onSample: SoakOptions['onSample']) {
  const points: [minutes: number, megabytes: number][] = []
  const part = Math.max(1, Math.min(10, Math.floor(seconds / 11)))
  const samples = 11 * part
  for (let sample = 1; sample <= samples; sample++) {
    await delay((seconds / samples) * 1000)
    const vitals = await readVitals(url)
    const now = (sample / samples) * seconds
    if (sample > part) points.push([now / 60, vitals.memory])
    if (sample % part === 0) onSample?.(now, vitals)
  }
  // The mean of a few looks: a single one tells whether garbage was just collected.
  const mean = (from: number) =>
    points.slice(from, from + part).reduce((sum, [, megabytes]) => sum + megabytes, 0) / part
  return {
    start: mean(0),
    middle: mean(Math.floor(4.5 * part)),
    end: mean(9 * part),
    perMinute: slope(points),
  }
}

/** The vitals once they are back where they began, or after a time in which they should be. */
async function settled(url: string, before: Vitals): Promise<Vitals> {
  for (let left = 30; ; left--) {
    const now = await readVitals(url)
    const isBack = now.files <= before.files && now.sockets <= before.sockets && now.timers <= before.timers
    if (isBack || left === 0) return now
    await delay(500)
  }
}

async function stop(command: SpawnedCommand): Promise<number | null> {
  command.kill('SIGTERM')
  return (await command.ended).code
}
