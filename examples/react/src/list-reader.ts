import type { ApolloClient, ObservableQuery } from '@apollo/client'
import {
  ListThreadsDocument,
  type ListThreadsQuery,
  type ListThreadsQueryVariables as ListVariables,
} from './gql/graphql.ts'

export interface ListReader {
  /** What the lists that are shown were read with. */
  shown: () => ListVariables[]
  /** Whether a list is being read: what is written meanwhile may not be in it. */
  isReading: () => boolean
  /** Reads the lists that are shown again, soon. */
  readAgain: () => void
}

/** Milliseconds before a list is read again. A write of this tab comes as a change, too: one read is for both. */
const delay = 150
/** The most threads that the server has in one page. */
const longestPage = 100

/** Reads lists again without leaving out the pages that were added to them. */
export function createListReader(client: ApolloClient): ListReader {
  let state: 'idle' | 'waiting' | 'reading' = 'idle'
  let isAskedAgain = false

  const queries = () =>
    [...client.getObservableQueries('active')].filter(({ queryName }) => queryName === 'ListThreads')
  const variablesOf = ({ variables }: ObservableQuery) => variables as ListVariables
  const cached = (variables: ListVariables) =>
    client.cache.readQuery({ query: ListThreadsDocument, variables })?.threads

  async function read(query: ObservableQuery): Promise<unknown> {
    const variables = variablesOf(query)
    const before = cached(variables)?.edges
    if (!before || query.getCurrentResult().error) return query.refetch()
    const first = Math.min(Math.max(variables.first, before.length), longestPage)
    const { data } = await client.query({
      query: ListThreadsDocument,
      variables: { ...variables, first },
      fetchPolicy: 'no-cache',
    })
    if (!data) return
    return client.cache.updateQuery({ query: ListThreadsDocument, variables }, (now) => ({
      threads: now ? withAdded(data.threads, before, now.threads) : data.threads,
    }))
  }

  function readAgain(): void {
    if (state === 'reading') isAskedAgain = true
    if (state !== 'idle') return
    state = 'waiting'
    setTimeout(async () => {
      state = 'reading'
      isAskedAgain = false
      // Where it fails, what is there stays: the next change has it read again.
      await Promise.allSettled(queries().map(read))
      state = 'idle'
      if (isAskedAgain) readAgain()
    }, delay)
  }

  return {
    shown: () => queries().map(variablesOf),
    isReading: () => state === 'reading' || queries().some((query) => query.getCurrentResult().loading),
    readAgain,
  }
}

/** A list that was read, with the page that was added behind it meanwhile. */
function withAdded(
  read: ListThreadsQuery['threads'],
  before: ListThreadsQuery['threads']['edges'],
  now: ListThreadsQuery['threads'],
): ListThreadsQuery['threads'] {
  const known = new Set([...before, ...read.edges].map(({ node }) => node.id))
  const end = now.edges.findLastIndex(({ node }) => known.has(node.id)) + 1
  const added = now.edges.slice(end)
  if (added.length === 0) return read
  const { hasNextPage, endCursor } = now.pageInfo
  return {
    ...read,
    edges: [...read.edges, ...added],
    pageInfo: { ...read.pageInfo, hasNextPage, endCursor },
  }
}
