import { createReadStream, type ReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseJson } from '../../core/json.ts'
import { SplitError, splitJson } from './split-json.ts'

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
  const { text, skip } = await startOf(path)
  const [firstLine = ''] = text.trimStart().split('\n')
  const input = createReadStream(path, { start: skip })
  const isArray = firstLine.startsWith('[')
  // A line that holds a whole object, or one so long that its end is not known.
  const hasLines = !isArray && (/^\{.*\}\s*$/s.test(firstLine) || !text.includes('\n'))
  yield* hasLines ? readLines(path, input) : readValues(path, input, isArray)
}

async function* readLines(path: string, input: ReadStream): AsyncGenerator<FoundRecord> {
  let line = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    if (text.trim() !== '') yield* parsed(text, `${path}:${line}`)
  }
}

async function* readValues(path: string, input: ReadStream, isArray: boolean): AsyncGenerator<FoundRecord> {
  try {
    for await (const { text, line } of splitJson(input, isArray)) yield* parsed(text, `${path}:${line}`)
  } catch (error) {
    if (!(error instanceof SplitError)) throw error
    yield { place: `${path}:${error.line}`, problem: error.message }
  }
}

function* parsed(text: string, place: string): Generator<FoundRecord> {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    yield { place, problem: 'not valid JSON' }
    return
  }
  const { object, data }: { object?: unknown; data?: unknown } = Object(value)
  const values = object === 'list' && Array.isArray(data) ? data : [value]
  for (const one of values) yield { place, value: one }
}

/** Bytes of a file that tell its form. */
const START_LENGTH = 64 * 1024

/** The first characters of a file, and the bytes before them: a byte order mark is no part of JSON. */
async function startOf(path: string): Promise<{ text: string; skip: number }> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_LENGTH), 0, START_LENGTH, 0)
    const bytes = buffer.subarray(0, bytesRead)
    const skip = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0
    return { text: bytes.toString('latin1', skip), skip }
  } finally {
    await file.close()
  }
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
