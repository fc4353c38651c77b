import type { Metadata } from '../../graphql/scalars/metadata.ts'

/** A thread as GraphQL has it. */
export interface Thread {
  id: string
  createdAt: Date
  metadata: Metadata | null
  toolResources: ToolResources | null
}

export interface ToolResources {
  codeInterpreter: { fileIds: string[] } | null
  fileSearch: { vectorStoreIds: string[] } | null
}

export interface DeletedThread {
  id: string
  deleted: boolean
}

type Optional<T> = T | null | undefined

/** What a caller may set. Left out and null differ at each level: left out is not sent, null is sent. */
export interface ThreadInput {
  metadata?: Optional<Metadata>
  toolResources?: Optional<{
    codeInterpreter?: Optional<{ fileIds?: Optional<string[]> }>
    fileSearch?: Optional<{ vectorStoreIds?: Optional<string[]> }>
  }>
}

/** A thread; null where there is none; an error where it cannot be read. */
export type LoadedThread = Thread | null | Error

/**
 * Threads on behalf of one caller, whatever the upstream speaks. Failures are errors with a code of the closed list.
 * A capability that not every upstream has is a method that may be missing.
 */
export interface ThreadsApi {
  /** Reads threads with one call for each, in the order of the ids. One that fails is an error in its place. */
  getEach(ids: readonly string[]): Promise<LoadedThread[]>
  /** The same with one call for all; it rejects where that call fails. */
  getMany?(ids: readonly string[]): Promise<LoadedThread[]>
  create(input: ThreadInput): Promise<Thread>
  /** Replaces what the changes hold. */
  update(id: string, changes: ThreadInput): Promise<Thread>
  delete(id: string): Promise<DeletedThread>
}
