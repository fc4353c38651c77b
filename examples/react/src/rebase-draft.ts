import { blankFileId, blankPair, type Draft, filledFileIds, filledPairs, sameList } from './draft.ts'
import type { ShownThreadFragment as Thread } from './gql/graphql.ts'

/** What is typed and what was changed elsewhere come together key by key; file ids count as one. */
const files = 'files'

const metadataOf = (thread: Thread | undefined) => new Map(Object.entries(thread?.metadata ?? {}))
const fileIdsOf = (thread: Thread | undefined) => thread?.toolResources?.codeInterpreter?.fileIds ?? []

/**
 * A draft of one state of a thread, made one of another state. Rows that were not touched follow; edits stay, and each
 * row that stays keeps its identity, and with it the focus.
 */
export function rebased(draft: Draft, from: Thread, to: Thread): Draft {
  return { pairs: rebasedPairs(draft, from, to), fileIds: rebasedFileIds(draft, from, to) }
}

/**
 * The keys of metadata, and `files`, that were changed both in the draft and elsewhere, and not to the same.
 *
 * @param from Without it: all in which the draft is different.
 */
export function conflictsIn(draft: Draft, from: Thread | undefined, to: Thread): string[] {
  const mine = new Map(filledPairs(draft).map(({ key, value }) => [key, value]))
  const [base, theirs] = [metadataOf(from), metadataOf(to)]
  const keys = new Set([...mine.keys(), ...base.keys(), ...theirs.keys()])
  const found = [...keys].filter((key) => {
    const [here, there] = [mine.get(key), theirs.get(key)]
    return here !== there && (!from || (here !== base.get(key) && there !== base.get(key)))
  })
  const [here, there, before] = [filledFileIds(draft).map(({ id }) => id), fileIdsOf(to), fileIdsOf(from)]
  const isConflict =
    !sameList(here, there) && (!from || (!sameList(here, before) && !sameList(there, before)))
  return isConflict ? [...found, files] : found
}

function rebasedPairs(draft: Draft, from: Thread, to: Thread): Draft['pairs'] {
  const [base, theirs] = [metadataOf(from), metadataOf(to)]
  const kept = draft.pairs.flatMap((pair) => {
    const isTouched = base.get(pair.key) !== pair.value
    const value = theirs.get(pair.key)
    if (isTouched || value === pair.value) return [pair]
    return value === undefined ? [] : [{ ...pair, value }]
  })
  const keys = new Set(draft.pairs.map(({ key }) => key))
  // One that was there before, and is not in the draft, was removed here.
  const added = [...theirs].filter(([key]) => !keys.has(key) && !base.has(key))
  const pairs = beforeBlanks(
    kept,
    added.map(([key, value]) => ({ ...blankPair(), key, value })),
    ({ key, value }) => key === '' && value === '',
  )
  return pairs.length > 0 ? pairs : [blankPair()]
}

function rebasedFileIds(draft: Draft, from: Thread, to: Thread): Draft['fileIds'] {
  const rows = filledFileIds(draft)
  const isTouched = !sameList(
    rows.map(({ id }) => id),
    fileIdsOf(from),
  )
  if (isTouched || sameList(fileIdsOf(from), fileIdsOf(to))) return draft.fileIds
  const left = [...rows]
  const followed = fileIdsOf(to).map((id) => {
    const index = left.findIndex((row) => row.id === id)
    return index < 0 ? { ...blankFileId(), id } : (left.splice(index, 1)[0] ?? { ...blankFileId(), id })
  })
  return [...followed, ...draft.fileIds.filter(({ id }) => id === '')]
}

/** Adds rows before the empty ones at the end: someone may be about to fill those. */
function beforeBlanks<R>(rows: readonly R[], added: readonly R[], isBlank: (row: R) => boolean): R[] {
  return rows.toSpliced(rows.findLastIndex((row) => !isBlank(row)) + 1, 0, ...added)
}
