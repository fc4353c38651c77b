import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ours } from './contenders/contenders.ts'
import { startContender } from './contenders/running.ts'
import { folder } from './machine/processes.ts'
import { embeddedThreads } from './operations/operations.ts'
import { type KnownThread, usual } from './threads.ts'

/** A store with threads in it, that each contender gets a copy of. */
export interface SeededStore {
  file: string
  threads: KnownThread[]
}

let seeded: Promise<SeededStore> | undefined

/** The store, filled once, by ours through its own API. @throws Error when that fails. */
export function seedStore(): Promise<SeededStore> {
  seeded ??= seed()
  return seeded
}

/** As many as one document may create by default. */
const batch = 50

async function seed(): Promise<SeededStore> {
  const file = join(folder, 'seeded.db')
  rmSync(file, { force: true })
  const running = await startContender(ours('seed'), { database: file }, undefined)
  try {
    const threads: KnownThread[] = []
    while (threads.length < embeddedThreads) threads.push(...(await createSome(running.origin)))
    return { file, threads }
  } finally {
    // It closes the file, and with it the write-ahead log: the file alone holds everything.
    await running.stop()
  }
}

async function createSome(origin: string): Promise<KnownThread[]> {
  const fields = Array.from(
    { length: batch },
    (_, n) => `t${n}: createThread(metadata: $metadata, toolResources: $toolResources) { id createdAt }`,
  )
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `mutation Seed($metadata: Metadata, $toolResources: ToolResourcesInput) { ${fields.join(' ')} }`,
      variables: { metadata: usual.metadata, toolResources: { codeInterpreter: { fileIds: usual.fileIds } } },
    }),
  })
  const text = await response.text()
  const created: Record<string, { id: string; createdAt: string }> | undefined = JSON.parse(text).data
  if (!response.ok || !created) throw new Error(`the store was not filled: ${text.slice(0, 400)}`)
  return Object.values(created).map(({ id, createdAt }) => ({
    id,
    createdAt: Date.parse(createdAt) / 1000,
    metadata: usual.metadata,
  }))
}
