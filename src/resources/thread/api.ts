import type { GraphQLError } from 'graphql'
import type { ChangePosition, ChangesRequest } from '../../core/change-source.ts'
import type { ChangeKind } from '../../graphql/changes.ts'
import type { Page, PageRequest } from '../../graphql/page.ts'
import type { Metadata } from '../../graphql/scalars/metadata.ts'

/** A thread as GraphQL has it. */
export interface Thread {
  id: string
  createdAt: Date
  /** When it was last written; null where the upstream does not say. */
  updatedAt: Date | null
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

/** Conditions on threads, as a caller sends them; those that are left out or null do not count. */
export interface ThreadFilter {
  metadata?: Optional<Metadata>
  metadataHasKeys?: Optional<string[]>
  metadataLacksKeys?: Optional<string[]>
  metadataContains?: Optional<Array<{ key: string; text: string }>>
  createdAt?: Optional<DateTimeRange>
  updatedAt?: Optional<DateTimeRange>
}

interface DateTimeRange {
  from?: Optional<Date>
  until?: Optional<Date>
}

export type OrderDirection = 'ASC' | 'DESC'

export interface ThreadOrder {
  field: 'CREATED_AT' | 'UPDATED_AT'
  direction: OrderDirection
}

/** A page of threads that is asked for. */
export interface ThreadsRequest extends PageRequest {
  where: ThreadFilter
  orderBy: ThreadOrder
}

/** Pairs to set, and keys to remove; none of them is in both. */
export interface MetadataChanges {
  set: Metadata
  unset: readonly string[]
}

/** A change of a thread. */
export interface ThreadChange extends ChangePosition {
  kind: ChangeKind
  id: string
  /** As it is when the change is told; null once it is deleted. */
  thread: Thread | null
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
  /** Threads in an order. It rejects with `UNSUPPORTED_BY_UPSTREAM` where not this order or this filter can be had. */
  list?(request: ThreadsRequest): Promise<Page<Thread>>
  /** How many threads match; null where there are too many to count. */
  count?(where: ThreadFilter): Promise<number | null>
  /** Why a thread can never be given this here; undefined where it can. It sends nothing. Default: nothing is refused. */
  refusal?(input: ThreadInput): GraphQLError | undefined
  create(input: ThreadInput): Promise<Thread>
  /** Creates a thread with an id of the caller's own. The same again returns the thread; other content is `CONFLICT`. */
  createAs?(id: string, input: ThreadInput): Promise<Thread>
  /** Replaces what the changes hold. */
  update(id: string, changes: ThreadInput): Promise<Thread>
  /** Changes single pairs of the metadata, and leaves the others alone. */
  patchMetadata(id: string, changes: MetadataChanges): Promise<Thread>
  delete(id: string): Promise<DeletedThread>
  /** Follows changes. It resolves once nothing that happens from then on is missed. */
  changes?(request: ChangesRequest): Promise<AsyncIterableIterator<ThreadChange>>
}
