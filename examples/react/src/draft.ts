import { characters, limits } from 'threads-graphql/limits'
import type { ShownThreadFragment as Thread, UpdateThreadMutationVariables } from './gql/graphql.ts'
import type { Problem } from './problems.ts'

/** A pair of metadata as it stands in the form; `row` tells it from others while both are being typed. */
export interface Pair {
  row: number
  key: string
  value: string
}

export interface FileId {
  row: number
  id: string
}

/** What the form holds. */
export interface Draft {
  pairs: Pair[]
  fileIds: FileId[]
}

export type Changes = Omit<UpdateThreadMutationVariables, 'id'>

let rows = 0

export const blankPair = (): Pair => ({ row: ++rows, key: '', value: '' })
export const blankFileId = (): FileId => ({ row: ++rows, id: '' })

export function draftOf({ metadata, toolResources }: Thread): Draft {
  const pairs = Object.entries(metadata ?? {}).map(([key, value]) => ({ ...blankPair(), key, value }))
  const ids = toolResources?.codeInterpreter?.fileIds ?? []
  return {
    pairs: pairs.length > 0 ? pairs : [blankPair()],
    fileIds: ids.map((id) => ({ ...blankFileId(), id })),
  }
}

/** Rows with nothing in them are no part of what is saved. */
export const filledPairs = ({ pairs }: Draft) => pairs.filter(({ key, value }) => key !== '' || value !== '')
export const filledFileIds = ({ fileIds }: Draft) => fileIds.filter(({ id }) => id !== '')

/** The arguments that a save has to send. What is left out stays as it is. */
export function changesIn(draft: Draft, { metadata, toolResources }: Thread): Changes {
  const newMetadata = Object.fromEntries(filledPairs(draft).map(({ key, value }) => [key, value]))
  const fileIds = filledFileIds(draft).map(({ id }) => id)
  const stores = toolResources?.fileSearch
  return {
    ...(!sameMap(newMetadata, metadata ?? {}) && { metadata: newMetadata }),
    ...(!sameList(fileIds, toolResources?.codeInterpreter?.fileIds ?? []) && {
      // It replaces what was there as a whole: what the form does not show is sent as it was.
      toolResources: {
        codeInterpreter: { fileIds },
        ...(stores && { fileSearch: { vectorStoreIds: stores.vectorStoreIds } }),
      },
    }),
  }
}

/** The thread as it will be when all goes well. */
export function withChanges(thread: Thread, { metadata, toolResources }: Changes): Thread {
  const fileIds = toolResources?.codeInterpreter?.fileIds
  return {
    ...thread,
    metadata: metadata ?? thread.metadata,
    toolResources: fileIds
      ? {
          __typename: 'ToolResources',
          codeInterpreter: { __typename: 'CodeInterpreterResources', fileIds },
          fileSearch: thread.toolResources?.fileSearch ?? null,
        }
      : thread.toolResources,
  }
}

/** Whether a thread has these changes. */
export function isIn({ metadata, toolResources }: Thread, changes: Changes): boolean {
  const fileIds = changes.toolResources?.codeInterpreter?.fileIds
  return (
    (!changes.metadata || sameMap(changes.metadata, metadata ?? {})) &&
    (!fileIds || sameList(fileIds, toolResources?.codeInterpreter?.fileIds ?? []))
  )
}

/** What can be told without asking the server. */
export function problemsIn(draft: Draft): Problem[] {
  const { keyLength, valueLength } = limits.metadata
  const pairs = filledPairs(draft)
  return pairs.flatMap(({ key, value }): Problem[] => {
    const place = { argument: 'metadata', path: [key], part: 'key' } as const
    if (key === '') return [{ message: 'This value needs a key.', ...place }]
    if (pairs.filter((other) => other.key === key).length > 1)
      return [{ message: 'This key is there twice.', ...place }]
    if (characters(key) > keyLength)
      return [{ message: `This key is too long: at most ${keyLength} characters.`, ...place }]
    if (characters(value) > valueLength)
      return [
        { message: `This value is too long: at most ${valueLength} characters.`, ...place, part: 'value' },
      ]
    return []
  })
}

export const sameList = (one: readonly unknown[], other: readonly unknown[]) =>
  one.length === other.length && one.every((item, index) => item === other[index])

const sameMap = (one: Record<string, string>, other: Record<string, string>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => Object.hasOwn(other, key) && other[key] === value)
