import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { splitJson } from './split-json.ts'

/** What a file holds at one place: a JSON value, or why there is none. */
export type FoundRecord = { place: string; value: unknown } | { place: string; problem: string }

/**
 * Reads the records of files: JSON lines, arrays, and single objects, which may be lists of the API (`{ object: "list",
 * data }`). Of a folder, all `.json` and `.jsonl` files in it and in its folders are read, in the order of their names.
 *
 * It holds one record at a time. A line that is not JSON is a problem, and the next one is read; in any other form, the
 * file ends there.
 */
export async function* readRecords(paths: readonly string[]): AsyncGenerator<FoundRecord> {
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) yield* readRecords(await filesIn(path))
      else yield* readFile(path)
    } catch (error) {
      yield { place: path, problem: reason(error) }
    }
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() || /\.jsonl?$/i.test(entry.name))
    .map(({ name }) => join(folder, name))
    .sort()
}

async function* readFile(path: string): AsyncGenerator<FoundRecord> {
  const start = await startOf(path)
  if (start.trim() === '') return
  const [firstLine = ''] = start.trimStart().split('\n')
  if (/^\{.*\}\s*$/s.test(firstLine) || (start.length === START_LENGTH && !start.includes('\n'))) {
    yield* readLines(path)
    return
  }
  try {
    for await (const { text, line } of splitJson(createReadStream(path), firstLine.startsWith('['))) {
      yield* parsed(text, `${path}:${line}`)
    }
  } catch (error) {
    yield { place: path, problem: reason(error) }
  }
}

async function* readLines(path: string): AsyncGenerator<FoundRecord> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  let line = 0
  for await (const text of lines) {
    line++
    if (text.trim() !== '') yield* parsed(text, `${path}:${line}`)
  }
}

function* parsed(text: string, place: string): Generator<FoundRecord> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    yield { place, problem: 'not valid JSON' }
    return
  }
  const { object, data }: { object?: unknown; data?: unknown } = Object(value)
  const values = object === 'list' && Array.isArray(data) ? data : [value]
  for (const one of values) yield { place, value: one }
}

/** How much of a file tells its form. */
const START_LENGTH = 64 * 1024

async function startOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_LENGTH), 0, START_LENGTH, 0)
    // A byte order mark is no part of JSON.
    return buffer.toString('latin1', 0, bytesRead).replace(/^\u00ef\u00bb\u00bf/, '')
  } finally {
    await file.close()
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
