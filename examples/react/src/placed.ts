import type { ListThreadsQuery, ShownThreadFragment as Thread, ThreadFilter } from './gql/graphql.ts'
import { timeOf } from './newest.ts'

type Connection = ListThreadsQuery['threads']

/** Whether a list with this filter has a thread; undefined where only the server can tell. */
export function belongsTo(where: ThreadFilter | null | undefined, { metadata }: Thread): boolean | undefined {
  const { metadataHasKeys, metadataLacksKeys, ...others } = where ?? {}
  const has = (key: string) => Object.hasOwn(metadata ?? {}, key)
  const isIn = (metadataHasKeys ?? []).every(has) && !(metadataLacksKeys ?? []).some(has)
  return isIn && Object.keys(others).length > 0 ? undefined : isIn
}

/** A list, the last written first, with a thread at its place; or without it, where it does not belong there. */
export function placed(connection: Connection, thread: Thread, belongs: boolean): Connection {
  const { edges, pageInfo } = connection
  const from = edges.findIndex(({ node }) => node.id === thread.id)
  const others = edges.filter((_, index) => index !== from)
  if (!belongs) return from < 0 ? connection : { ...connection, edges: others }
  const before = others.findIndex(({ node }) => comesBefore(thread, node))
  // What comes behind the last one that was read comes with "Load more".
  if (before < 0 && from < 0 && pageInfo.hasNextPage) return connection
  const to = before < 0 ? others.length : before
  if (to === from) return connection
  // Without its cursor: the next page is that after the last thread that was read, wherever that one is now.
  const edge = { __typename: 'ThreadEdge', cursor: '', node: thread } as const
  return {
    ...connection,
    edges: others.toSpliced(to, 0, edge),
    pageInfo: { ...pageInfo, startCursor: null },
  }
}

/** The order of the server: threads of the same time by their ids. */
function comesBefore(one: Thread, other: Thread): boolean {
  return timeOf(one) > timeOf(other) || (timeOf(one) === timeOf(other) && one.id > other.id)
}
