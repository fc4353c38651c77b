import { type ApolloCache, ApolloLink } from '@apollo/client'
import { map } from 'rxjs'
import { ShownThreadFragmentDoc, type ShownThreadFragment as Thread } from './gql/graphql.ts'

/**
 * Keeps responses from putting a thread back to what it was: a change may come while an older state of the thread is
 * still under way in a response.
 */
export function newestLink(cache: ApolloCache): ApolloLink {
  return new ApolloLink((operation, forward) =>
    forward(operation).pipe(map((result) => ({ ...result, data: withNewest(cache, result.data) }))),
  )
}

/** The thread as the cache has it, without what is only expected of a save. */
export function cachedThread(cache: ApolloCache, id: string): Thread | null {
  const from = cache.identify({ __typename: 'Thread', id })
  return cache.readFragment({
    fragment: ShownThreadFragmentDoc,
    fragmentName: 'ShownThread',
    from: from ?? '',
  })
}

/** Whether one state of a thread is older than another. An upstream that does not say has no older ones. */
export function isOlder(one: Thread, other: Thread): boolean {
  return timeOf(one) < timeOf(other)
}

export const timeOf = ({ updatedAt }: Thread) => (updatedAt === null ? 0 : Date.parse(updatedAt))

function withNewest<T>(cache: ApolloCache, value: T): T {
  if (Array.isArray(value)) return value.map((item) => withNewest(cache, item)) as T
  if (typeof value !== 'object' || value === null) return value
  if (isThread(value)) {
    const cached = cachedThread(cache, value.id)
    return cached && isOlder(value, cached) ? (cached as T) : value
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNewest(cache, item)])) as T
}

const isThread = (value: object): value is Thread => '__typename' in value && value.__typename === 'Thread'
