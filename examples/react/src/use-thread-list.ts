import { useMutation, useQuery } from '@apollo/client/react'
import { useEffect } from 'react'
import { updates } from './client.ts'
import {
  DeleteThreadsDocument,
  ListThreadsDocument,
  PatchThreadDocument,
  type ShownThreadFragment as Thread,
  type ThreadFilter,
} from './gql/graphql.ts'
import { useLiveState } from './live-sign.tsx'
import { type Problem, problemsOf } from './problems.ts'

const pageSize = 20

/** What the list is searched by: the key that names a thread, and the one that marks it as archived. */
export const [nameKey, archivedKey] = ['topic', 'archived']

/** The threads whose name contains a text, archived ones or the others, the last written first. */
export function useThreadList(search: string, archived: boolean) {
  const where: ThreadFilter = {
    ...(archived ? { metadataHasKeys: [archivedKey] } : { metadataLacksKeys: [archivedKey] }),
    ...(search !== '' && { metadataContains: [{ key: nameKey, text: search }] }),
  }
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(ListThreadsDocument, {
    variables: { first: pageSize, where },
    // Only lists that are shown follow the changes.
    fetchPolicy: 'cache-and-network',
  })
  const [patch] = useMutation(PatchThreadDocument)
  const [remove] = useMutation(DeleteThreadsDocument, { errorPolicy: 'all' })

  const isLive = useLiveState() === 'live'
  useEffect(() => {
    if (isLive) return
    // What another tab or another person has changed is there when the user comes back.
    const read = () => void refetch().catch(() => undefined)
    addEventListener('focus', read)
    return () => removeEventListener('focus', read)
  }, [refetch, isLive])

  const shown = data ?? previousData
  const threads = shown?.threads.edges.map(({ node }) => node) ?? []
  const { hasNextPage = false, endCursor } = shown?.threads.pageInfo ?? {}
  const problems = error ? problemsOf(error) : []

  /** Changes single keys of a thread; resolves with what went wrong. */
  async function change(thread: Thread, set: Record<string, string>, unset: string[]): Promise<Problem[]> {
    try {
      const kept = Object.entries(thread.metadata ?? {}).filter(([key]) => !unset.includes(key))
      const { data } = await patch({
        variables: { id: thread.id, set, unset },
        // The old name would be shown once more until the response.
        optimisticResponse: {
          patchThreadMetadata: { ...thread, metadata: { ...Object.fromEntries(kept), ...set } },
        },
      })
      if (data?.patchThreadMetadata) updates.written(data.patchThreadMetadata)
      return []
    } catch (error) {
      return problemsOf(error)
    }
  }

  return {
    threads,
    loading,
    problems,
    /** Whether the server can list threads at all. */
    supported: !problems.some(({ code }) => code === 'UNSUPPORTED_BY_UPSTREAM'),
    more: hasNextPage ? () => fetchMore({ variables: { after: endCursor ?? null } }) : undefined,
    refetch,
    rename: (thread: Thread, name: string) =>
      name === '' ? change(thread, {}, [nameKey]) : change(thread, { [nameKey]: name }, []),
    archive: (thread: Thread) => change(thread, { [archivedKey]: 'true' }, []),
    restore: (thread: Thread) => change(thread, {}, [archivedKey]),
    /** Deletes threads; resolves with what went wrong with some of them. */
    async removeAll(ids: string[]): Promise<Problem[]> {
      try {
        const { data, error } = await remove({ variables: { ids } })
        for (const done of data?.deleteThreads ?? []) {
          if (done) updates.deleted(done.id)
        }
        return data ? (error ? problemsOf(error) : []) : problemsOf(error)
      } catch (error) {
        return problemsOf(error)
      }
    },
  }
}
