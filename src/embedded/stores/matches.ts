import { parseJson } from '../../core/json.ts'
import type { StoredThread, ThreadFilter, TimeRange } from './store.ts'

/** Whether a thread keeps all conditions of a filter. */
export function matches(thread: StoredThread, where: ThreadFilter): boolean {
  return (
    isWithin(thread.createdAt, where.createdAt) &&
    isWithin(thread.updatedAt, where.updatedAt) &&
    metadataMatches(thread.metadata, where)
  )
}

/** Whether a filter has conditions on metadata that no index answers. */
export function needsScan({ hasKeys, lacksKeys, contains }: ThreadFilter): boolean {
  return [hasKeys, lacksKeys, contains].some((conditions) => conditions && conditions.length > 0)
}

/** Text without its case, in all scripts: `ς` is `σ`, `ß` is `SS`, and the Kelvin sign is `K`. */
export function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase()
}

function isWithin(time: number, { from, until }: TimeRange = {}): boolean {
  return (from === undefined || time >= from) && (until === undefined || time < until)
}

function metadataMatches(text: string, where: ThreadFilter): boolean {
  const { metadata, hasKeys = [], lacksKeys = [], contains = [] } = where
  if (!metadata && !needsScan(where)) return true
  // A map, so that no key has a meaning of its own.
  const has = new Map(Object.entries<unknown>(Object(parseJson(text))))
  return (
    Object.entries(metadata ?? {}).every(([key, value]) => has.get(key) === value) &&
    hasKeys.every((key) => has.has(key)) &&
    !lacksKeys.some((key) => has.has(key)) &&
    contains.every(({ key, text }) => foldCase(String(has.get(key) ?? '')).includes(foldCase(text)))
  )
}
