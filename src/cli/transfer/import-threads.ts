import { haveSameContent } from '../../embedded/handlers/same-content.ts'
import type { StoredThread, ThreadStore } from '../../embedded/stores/store.ts'
import { readRecords } from './read-records.ts'
import { readThreadRecord } from './thread-record.ts'

export interface ImportOptions {
  /** Whose threads they become. Default: as the export says, or those of callers without a key. */
  tenant: string | undefined
  /** Whether to look and write nothing. */
  dryRun: boolean
  /** Whether a thread that is there with other content is replaced. */
  replace: boolean
  /** Told of each record that was not taken. */
  onProblem: (place: string, problem: string) => void
  /** Called after each batch. */
  onProgress: (counts: ImportCounts) => void
}

export interface ImportCounts {
  imported: number
  replaced: number
  /** Were there already, with the same content. */
  unchanged: number
  bad: number
  /** Messages beside the threads, which are not kept. */
  messages: number
}

/** Threads that are written together: they share one commit. */
const BATCH = 1000

interface Incoming {
  place: string
  tenant: string
  thread: StoredThread
}

/** Puts the threads of files into a store. A record that cannot be taken stops no other. */
export async function importThreads(
  store: ThreadStore,
  paths: readonly string[],
  options: ImportOptions,
): Promise<ImportCounts> {
  const counts: ImportCounts = { imported: 0, replaced: 0, unchanged: 0, bad: 0, messages: 0 }
  const refuse = (place: string, problem: string) => {
    counts.bad++
    options.onProblem(place, problem)
  }

  async function write({ place, tenant, thread }: Incoming): Promise<void> {
    const existing = options.dryRun
      ? (await store.getMany(tenant, [thread.id])).get(thread.id)
      : await store.create(tenant, thread)
    if (!existing) counts.imported++
    else if (isSame(existing, thread)) counts.unchanged++
    else if (!options.replace) refuse(place, `another thread has the id ${thread.id}; --replace replaces it`)
    else {
      if (!options.dryRun) await store.replace(tenant, thread)
      counts.replaced++
    }
  }

  let batch: Incoming[] = []
  const flush = async () => {
    await Promise.all(batch.map(write))
    batch = []
    options.onProgress(counts)
  }
  for await (const record of readRecords(paths)) {
    const { place } = record
    if ('problem' in record) {
      refuse(place, record.problem)
      continue
    }
    try {
      const { thread, tenant, messages } = readThreadRecord(record.value)
      counts.messages += messages
      batch.push({ place, tenant: options.tenant ?? tenant ?? '', thread })
    } catch (error) {
      refuse(place, error instanceof Error ? error.message : String(error))
    }
    if (batch.length === BATCH) await flush()
  }
  await flush()
  return counts
}

/** Whether two threads are the same to a client. When one was last written does not count. */
function isSame(a: StoredThread, b: StoredThread): boolean {
  return Math.floor(a.createdAt / 1000) === Math.floor(b.createdAt / 1000) && haveSameContent(a, b)
}
