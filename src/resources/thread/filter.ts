import { inputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { checkLength } from '../../graphql/scalars/check-length.ts'
import type { ThreadFilter, ThreadOrder } from './api.ts'

const { filterKeys, filterTexts, filterTextLength, metadata: pairLimits } = limits

type Optional<T> = T | null | undefined

/** Whether a filter has conditions that, in this order, may need a look at many threads. */
export function needsSearch(where: Optional<ThreadFilter>, { field }: ThreadOrder): boolean {
  const { metadata, metadataHasKeys, metadataLacksKeys, metadataContains } = where ?? {}
  if (field === 'CREATED_AT' ? where?.updatedAt : where?.createdAt) return true
  const lists = [Object.keys(metadata ?? {}).slice(1), metadataHasKeys, metadataLacksKeys, metadataContains]
  return lists.some((conditions) => conditions && conditions.length > 0)
}

/** @throws `BAD_USER_INPUT` for a filter that breaks a limit. */
export function checkFilter(where: Optional<ThreadFilter>): void {
  const { metadataHasKeys, metadataLacksKeys, metadataContains } = where ?? {}
  checkKeys(['metadataHasKeys'], metadataHasKeys)
  checkKeys(['metadataLacksKeys'], metadataLacksKeys)
  checkCount(['metadataContains'], metadataContains, filterTexts, 'texts')
  for (const [index, { key, text }] of (metadataContains ?? []).entries()) {
    const path = ['metadataContains', index]
    checkText([...path, 'key'], key, pairLimits.keyLength)
    checkText([...path, 'text'], text, filterTextLength)
    if (text === '') throw refusal([...path, 'text'], 'is empty; 1 character or more is required')
  }
}

function checkKeys(path: Path, keys: Optional<string[]>): void {
  checkCount(path, keys, filterKeys, 'keys')
  for (const [index, key] of (keys ?? []).entries()) checkText([...path, index], key, pairLimits.keyLength)
}

type Path = ReadonlyArray<string | number>

function checkCount(path: Path, list: Optional<unknown[]>, limit: number, unit: 'keys' | 'texts'): void {
  const actual = list?.length ?? 0
  if (actual <= limit) return
  throw refusal(path, `has ${actual} ${unit}; at most ${limit} are allowed`, { limit, actual, unit })
}

function checkText(path: Path, text: string, limit: number): void {
  if (!text.isWellFormed()) throw refusal(path, 'holds a lone surrogate; valid Unicode is required')
  checkLength(nameOf(path), text, limit, { argument: 'where', path })
}

function refusal(path: Path, what: string, problem: object = {}) {
  return inputError(`${nameOf(path)} ${what}`, { argument: 'where', path, ...problem })
}

/** As messages name a place: `where.metadataHasKeys[2]`. */
function nameOf(path: Path): string {
  return path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : `${name}.${step}`),
    'where',
  )
}
