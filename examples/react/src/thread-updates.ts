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
import { createListReader } from './list-reader.ts'
import { cachedThread, isOlder } from './newest.ts'
import { belongsTo, placed } from './placed.ts'

export type ThreadChange = ThreadChangesSubscription['threadChanges']

export interface ThreadUpdates {
  /** Takes over changes, in their order. Those that are known already, of this tab for instance, change nothing. */
  apply: (changes: readonly ThreadChange[]) => void
  /** To be called after a thread was written here. */
  written: (thread: Thread) => void
  deleted: (id: string) => void
  /** Reads again what is shown, and forgets the rest: something may have changed without a word. */
  readAgain: () => void
}

/** With more changes at once, for instance of an import, the list is read again as a whole. */
const mostPlaced = 20

/** Keeps the cache up to date: open threads, and the lists that are shown. Others are read when they are shown again. */
export function createThreadUpdates(client: ApolloClient): ThreadUpdates {
  const { cache } = client
  const lists = createListReader(client)
  const openThreads = () =>
    [...client.getObservableQueries('active')].filter(({ queryName }) => queryName === 'ReadThread')

  function readShortAgain(
    { edges, pageInfo }: ListThreadsQuery['threads'],
    { first }: ListThreadsQueryVariables,
  ) {
    if (pageInfo.hasNextPage && edges.length < first) lists.readAgain()
  }

  function place(thread: Thread, isNew: boolean): void {
    if (isNew && lists.isReading()) lists.readAgain()
    for (const variables of lists.shown()) {
      const belongs = belongsTo(variables.where, thread)
      if (belongs === undefined && isNew) lists.readAgain()
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
    if (lists.isReading()) lists.readAgain()
    for (const variables of lists.shown()) {
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
    const open = openThreads().find(({ variables }) => variables['id'] === id)
    if (kind === 'DELETED') {
      // What is under way may have been read before.
      if (open?.getCurrentResult().loading) void open.refetch().catch(() => undefined)
      if (cached) deleted(id)
      else if (lists.isReading() && !isKnownToBeGone(id)) lists.readAgain()
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

  function forgetUnseen(): void {
    const listed = lists.shown().flatMap((variables) => {
      const { edges = [] } = cache.readQuery({ query: ListThreadsDocument, variables })?.threads ?? {}
      return edges.map(({ node }) => node.id)
    })
    const seen = new Set([...listed, ...openThreads().map(({ variables }) => String(variables['id']))])
    for (const [id, value] of Object.entries(cache.extract() as Record<string, Partial<Thread>>)) {
      if (value.__typename === 'Thread' && !seen.has(value.id ?? '')) cache.evict({ id })
    }
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
      if (!isPlaced) lists.readAgain()
    },
    written: (thread) => place(thread, true),
    deleted,
    readAgain() {
      lists.readAgain()
      for (const query of openThreads()) void query.refetch().catch(() => undefined)
      forgetUnseen()
    },
  }
}
