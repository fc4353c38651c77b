import type { ApolloClient } from '@apollo/client'
import {
  ListThreadsDocument,
  type ListThreadsQuery,
  type ListThreadsQueryVariables,
  ReadThreadDocument,
  ShownThreadFragmentDoc,
  type ShownThreadFragment as Thread,
  type ThreadChangesSubscription,
} from './gql/graphql.ts'
import { cachedThread, isOlder } from './newest.ts'
import { belongsTo, placed } from './placed.ts'

export type ThreadChange = ThreadChangesSubscription['threadChanges']

export interface ThreadUpdates {
  /** Takes over changes, in their order. Those that are known already, of this tab for instance, change nothing. */
  apply: (changes: readonly ThreadChange[]) => void
  /** To be called after a thread was written here. */
  written: (thread: Thread) => void
  deleted: (id: string) => void
}

/** Milliseconds before a list is read again. A write of this tab comes as a change, too: one read is for both. */
const readDelay = 150
/** With more changes at once, for instance of an import, the list is read again as a whole. */
const mostPlaced = 20

/** Keeps the cache up to date: open threads, and the lists that are shown. Others are read when they are shown again. */
export function createThreadUpdates(client: ApolloClient): ThreadUpdates {
  const { cache } = client
  const readListsAgain = inTurn(readDelay, () => Promise.allSettled(lists().map((list) => list.refetch())))

  const active = (name: string) =>
    [...client.getObservableQueries('active')].filter(({ queryName }) => queryName === name)
  const lists = () => active('ListThreads')
  const shownLists = () => lists().map(({ variables }) => variables as ListThreadsQueryVariables)
  const openThread = (id: string) => active('ReadThread').find(({ variables }) => variables['id'] === id)

  /** Whether a list is under way that may have been read before something was written. */
  const isReading = () => lists().some((list) => list.getCurrentResult().loading)

  function readShortAgain(
    { edges, pageInfo }: ListThreadsQuery['threads'],
    { first }: ListThreadsQueryVariables,
  ) {
    if (pageInfo.hasNextPage && edges.length < first) readListsAgain()
  }

  function place(thread: Thread, isNew: boolean): void {
    if (isNew && isReading()) readListsAgain()
    for (const variables of shownLists()) {
      const belongs = belongsTo(variables.where, thread)
      if (belongs === undefined && isNew) readListsAgain()
      if (belongs === undefined) continue
      cache.updateQuery({ query: ListThreadsDocument, variables }, (data) => {
        if (!data) return undefined
        const threads = placed(data.threads, thread, belongs)
        if (threads.edges.length < data.threads.edges.length) readShortAgain(threads, variables)
        return threads === data.threads ? undefined : { threads }
      })
    }
  }

  function deleted(id: string): void {
    if (isReading()) readListsAgain()
    for (const variables of shownLists()) {
      const { threads } = cache.readQuery({ query: ListThreadsDocument, variables }) ?? {}
      const edges = threads?.edges.filter(({ node }) => node.id !== id) ?? []
      if (threads && edges.length < threads.edges.length) readShortAgain({ ...threads, edges }, variables)
    }
    // First, so that an open thread is not asked for again.
    cache.writeQuery({ query: ReadThreadDocument, variables: { id }, data: { thread: null } })
    // With it, it goes from every list.
    cache.evict({ id: cache.identify({ __typename: 'Thread', id }) ?? '' })
  }

  const isKnownToBeGone = (id: string) =>
    cache.readQuery({ query: ReadThreadDocument, variables: { id } })?.thread === null

  function applyOne({ kind, id, thread }: ThreadChange, isPlaced: boolean): void {
    const cached = cachedThread(cache, id)
    const open = openThread(id)
    if (kind === 'DELETED') {
      // What is under way may have been read before.
      if (open?.getCurrentResult().loading) void open.refetch().catch(() => undefined)
      if (cached) deleted(id)
      else if (isReading() && !isKnownToBeGone(id)) readListsAgain()
      return
    }
    // It has been deleted since, which is a change of its own.
    if (!thread) return
    const isNew = !cached || isOlder(cached, thread)
    if (isNew && (cached || open)) {
      cache.writeFragment({ fragment: ShownThreadFragmentDoc, fragmentName: 'ShownThread', data: thread })
    }
    if (isKnownToBeGone(id)) {
      cache.writeQuery({ query: ReadThreadDocument, variables: { id }, data: { thread } })
    }
    if (isPlaced) place(isNew ? thread : cached, isNew)
  }

  return {
    apply(changes) {
      if (changes.length === 0) return
      const isPlaced = changes.length <= mostPlaced
      cache.batch({
        update: () => {
          for (const change of changes) applyOne(change, isPlaced)
        },
      })
      if (!isPlaced) readListsAgain()
    },
    written: (thread) => place(thread, true),
    deleted,
  }
}

/** A function that runs an action some time after it was called. Called again while that runs, it runs once more. */
function inTurn(ms: number, run: () => Promise<unknown>): () => void {
  let state: 'idle' | 'waiting' | 'running' = 'idle'
  let again = false

  function call(): void {
    if (state === 'running') again = true
    if (state === 'idle') {
      state = 'waiting'
      setTimeout(() => void start(), ms)
    }
  }

  async function start(): Promise<void> {
    state = 'running'
    again = false
    await run()
    state = 'idle'
    if (again) call()
  }

  return call
}
