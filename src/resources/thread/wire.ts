import type OpenAI from 'openai'
import type { Change } from '../../core/change-source.ts'
import { parseJson } from '../../core/json.ts'
import { limits } from '../../core/limits.ts'
import type { Position } from '../../graphql/cursor.ts'
import type { Page } from '../../graphql/page.ts'
import type { Metadata } from '../../graphql/scalars/metadata.ts'
import { BadResponse, expectObject, expectString, expectStrings } from '../../upstream/decode.ts'
import type { DeletedThread, Thread, ThreadChange, ThreadFilter, ThreadInput, ToolResources } from './api.ts'

/** The body of a create or update. The only place that knows the wire's names for a thread is this file. */
export function encodeThread({ metadata, toolResources }: ThreadInput): WireChanges {
  return omitUndefined({
    metadata,
    tool_resources:
      toolResources &&
      omitUndefined({
        code_interpreter: orNull(
          toolResources.codeInterpreter &&
            omitUndefined({ file_ids: orNull(toolResources.codeInterpreter.fileIds) }),
        ),
        file_search: orNull(
          toolResources.fileSearch &&
            omitUndefined({ vector_store_ids: orNull(toolResources.fileSearch.vectorStoreIds) }),
        ),
      }),
  })
}

/** What create and update have in common. */
type WireChanges = OpenAI.Beta.ThreadCreateParams & OpenAI.Beta.ThreadUpdateParams

/** The wire takes null inside of tool resources, which the client's types leave out. */
function orNull<T>(value: T | null): T | undefined {
  return value as T | undefined
}

function omitUndefined<T extends object>(entries: T): T {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as T
}

/**
 * The thread in a response.
 *
 * @param id the one that was asked for; left out for a thread just created.
 * @throws BadResponse when the response is anything else.
 */
export function decodeThread(json: unknown, id?: string): Thread {
  const thread = expectObject(json, 'it')
  if (thread['object'] !== 'thread') throw new BadResponse('it was not a thread')
  return {
    id: decodeId(thread['id'], id),
    createdAt: decodeTime(thread['created_at']),
    updatedAt: decodeUpdatedAt(thread['updated_at']),
    // Some upstreams leave these out, in the response to an update too. How much there is of them is up to the upstream:
    // our limits are for what goes in.
    metadata: isNone(thread['metadata']) ? null : decodeMetadata(thread['metadata']),
    toolResources: isNone(thread['tool_resources']) ? null : decodeToolResources(thread['tool_resources']),
  }
}

/**
 * The conversation in a response, as a thread.
 *
 * @param id the one that was asked for; left out for one just created.
 * @throws BadResponse when the response is anything else.
 */
export function decodeConversation(json: unknown, id?: string): Thread {
  const conversation = expectObject(json, 'it')
  if (conversation['object'] !== 'conversation') throw new BadResponse('it was not a conversation')
  return {
    id: decodeId(conversation['id'], id),
    createdAt: decodeTime(conversation['created_at']),
    updatedAt: null,
    metadata: isNone(conversation['metadata']) ? null : decodeMetadata(conversation['metadata']),
    toolResources: null,
  }
}

/**
 * The threads in a response that lists them, by id.
 *
 * @param ids those that were asked for.
 * @throws BadResponse when the response is anything else, or holds another one.
 */
export function decodeThreads(json: unknown, ids: readonly string[]): Map<string, Thread> {
  const { data } = expectObject(json, 'it')
  if (!Array.isArray(data)) throw new BadResponse('"data" was not a list')
  const asked = new Set(ids)
  return new Map(
    data.map((item) => {
      const thread = decodeThread(item)
      if (!asked.has(thread.id)) throw new BadResponse('it held another thread than those asked for')
      return [thread.id, thread]
    }),
  )
}

/**
 * A page of threads, and whether there are more.
 *
 * @param decode one of them.
 * @throws BadResponse when the response is anything else.
 */
export function decodeThreadList(
  json: unknown,
  decode: (json: unknown) => Thread,
): { threads: Thread[]; hasMore: boolean } {
  const { data, has_more: hasMore } = expectObject(json, 'it')
  if (!Array.isArray(data)) throw new BadResponse('"data" was not a list')
  return { threads: data.map((item) => decode(item)), hasMore: hasMore === true }
}

/** The page that the embedded server has found. */
export function decodeFoundThreads(json: unknown): Page<Thread> & { edges: ThreadEdge[] } {
  const { data, at, next } = json as FoundThreads
  const edges = data.map((item, index) => {
    const node = decodeThread(item)
    return { node, position: { at: at[index] ?? 0, id: node.id } }
  })
  return { edges, next: next ?? undefined }
}

/** A change that the embedded server tells of. */
export function decodeChange({ kind, id, position, at, resource }: Change): ThreadChange {
  const thread = resource === null ? null : decodeThread(parseJson(resource), id)
  return { kind: changeKinds[kind], id, thread, position, at }
}

const changeKinds = { created: 'CREATED', updated: 'UPDATED', deleted: 'DELETED' } as const

interface ThreadEdge {
  node: Thread
  position: Position
}

interface FoundThreads {
  data: unknown[]
  /** The time of each that the order goes by. */
  at: number[]
  next: Position | null
}

/** A filter as the embedded server takes it, with times in Unix milliseconds. */
export function encodeFilter(where: ThreadFilter): object {
  const { metadata, metadataHasKeys, metadataLacksKeys, metadataContains, createdAt, updatedAt } = where
  const range = (it: ThreadFilter['createdAt']) =>
    it ? { from: it.from?.getTime(), until: it.until?.getTime() } : undefined
  return {
    metadata: metadata ?? undefined,
    hasKeys: metadataHasKeys ?? undefined,
    lacksKeys: metadataLacksKeys ?? undefined,
    contains: metadataContains ?? undefined,
    createdAt: range(createdAt),
    updatedAt: range(updatedAt),
  }
}

/** The response to a delete of this thread. Upstreams differ in what they call it (`object`). */
export function decodeDeletedThread(json: unknown, id: string): DeletedThread {
  const { deleted, ...thread } = expectObject(json, 'it')
  if (typeof deleted !== 'boolean') throw new BadResponse('"deleted" was not a boolean')
  return { id: decodeId(thread['id'], id), deleted }
}

function decodeId(value: unknown, asked: string | undefined): string {
  const id = expectString(value, '"id"')
  if (asked !== undefined && id !== asked)
    throw new BadResponse('it was another thread than the one asked for')
  if (id === '' || id.length > limits.idLength) throw new BadResponse('"id" was empty or too long')
  // What stands for half a character: whatever the id is, it is another one.
  if (id.includes('\ufffd')) throw new BadResponse('"id" was not valid Unicode')
  return id
}

/** Unix seconds at the end of the year 9999, after which RFC 3339 has no dates. */
const LAST_SECOND = 253_402_300_799
/** From here on, in the year 2286, what should be seconds is milliseconds: some upstreams send these. */
const FIRST_MILLISECOND = 10_000_000_000

function decodeTime(value: unknown): Date {
  const ms = typeof value === 'number' && value < FIRST_MILLISECOND ? value * 1000 : value
  if (typeof ms !== 'number' || !(ms >= 0 && ms <= LAST_SECOND * 1000)) {
    throw new BadResponse('"created_at" was not a time in Unix seconds')
  }
  return new Date(ms)
}

/** No part of the documented thread: what is not a time is not there. */
function decodeUpdatedAt(value: unknown): Date | null {
  return typeof value === 'number' && value >= 0 && value <= LAST_SECOND
    ? new Date(Math.round(value * 1000))
    : null
}

function decodeMetadata(value: unknown): Metadata {
  const metadata = expectObject(value, '"metadata"')
  for (const key of Object.keys(metadata)) expectString(metadata[key], 'a value of "metadata"')
  // Without a prototype, so that `__proto__` is a key like any other. Parsed JSON has it as a key of its own, so it
  // needs no copy.
  return Object.setPrototypeOf(metadata, null)
}

function decodeToolResources(value: unknown): ToolResources {
  const { code_interpreter: code, file_search: search } = expectObject(value, '"tool_resources"')
  return {
    codeInterpreter: isNone(code) ? null : { fileIds: decodeIds(code, 'code_interpreter', 'file_ids') },
    fileSearch: isNone(search)
      ? null
      : { vectorStoreIds: decodeIds(search, 'file_search', 'vector_store_ids') },
  }
}

/** An upstream may leave the list out where it is empty. */
function decodeIds(resource: unknown, name: string, list: string): string[] {
  const ids = expectObject(resource, `"${name}"`)[list]
  return isNone(ids) ? [] : expectStrings(ids, `"${list}"`)
}

function isNone(value: unknown): value is null | undefined {
  return value === null || value === undefined
}
