import { isObject } from '../../embedded/handlers/is-object.ts'
import { validateNewThread } from '../../embedded/handlers/validate-thread.ts'
import type { StoredThread } from '../../embedded/stores/store.ts'

/** A thread of an export, and whose it is where the export says so. */
export interface ThreadRecord {
  thread: StoredThread
  tenant: string | undefined
  /** Messages that stand beside it, which are not kept. */
  messages: number
}

/** Unix seconds from which on a time is in milliseconds: they are in the year 2286. */
const FIRST_MILLISECOND = 10_000_000_000
/** The end of the year 9999, in Unix milliseconds. */
const LAST_MILLISECOND = 253_402_300_799_999

/**
 * The thread in a record: an object of the API, or a file of `assistants-thread-export/v1`, which has it beside its
 * messages. Its id, times, metadata and tool resources stay as they are.
 *
 * @throws Error with the reason where there is none, or where it breaks a limit.
 */
export function readThreadRecord(value: unknown): ThreadRecord {
  if (!isObject(value)) throw new Error('not an object')
  if (!('export_schema' in value)) return { ...readThread(value), messages: 0 }
  const { export_schema: schema, thread, messages } = value
  if (schema !== 'assistants-thread-export/v1') throw new Error(`the unknown export_schema ${quoted(schema)}`)
  if (!isObject(thread)) throw new Error('an export without its thread')
  return { ...readThread(thread), messages: Array.isArray(messages) ? messages.length : 0 }
}

function readThread(value: Record<string, unknown>): Omit<ThreadRecord, 'messages'> {
  const {
    id,
    object = 'thread',
    created_at,
    updated_at = created_at,
    metadata,
    tool_resources,
    tenant,
  } = value
  if (object !== 'thread') throw new Error(`not a thread, but ${quoted(object)}`)
  if (id === undefined) throw new Error('no id')
  const { id: checkedId = '', ...documents } = validateNewThread({ id, metadata, tool_resources })
  return {
    thread: {
      id: checkedId,
      createdAt: readTime('created_at', created_at),
      updatedAt: readTime('updated_at', updated_at),
      ...documents,
    },
    tenant: readTenant(tenant),
  }
}

function readTime(name: string, value: unknown): number {
  const ms = typeof value === 'number' ? Math.round(value < FIRST_MILLISECOND ? value * 1000 : value) : -1
  if (ms >= 0 && ms <= LAST_MILLISECOND) return ms
  throw new Error(`${name} is not a time in Unix seconds`)
}

function readTenant(tenant: unknown): string | undefined {
  if (tenant === undefined) return undefined
  if (typeof tenant === 'string' && /^([0-9a-f]{64})?$/.test(tenant)) return tenant
  throw new Error('tenant is not the SHA-256 of a key, in hex')
}

function quoted(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? 'undefined'
}
