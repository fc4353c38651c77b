import { useMutation } from '@apollo/client/react'
import { type Changes, withChanges } from './draft.ts'
import {
  ReadThreadDocument,
  type ShownThreadFragment as Thread,
  UpdateThreadDocument,
} from './gql/graphql.ts'
import { type Problem, problemsOf } from './problems.ts'

/** Saves changes to a thread: shown at once, and taken back where the server or its upstream refuses them. */
export function useSave(thread: Thread) {
  const [update, { loading, client }] = useMutation(UpdateThreadDocument)

  const read = () =>
    client.query({ query: ReadThreadDocument, variables: { id: thread.id }, fetchPolicy: 'network-only' })

  /** Returns what stood in the way; nothing when it is saved. */
  async function save(changes: Changes): Promise<Problem[]> {
    try {
      await update({
        variables: { id: thread.id, ...changes },
        optimisticResponse: { updateThread: withChanges(thread, changes) },
      })
      return []
    } catch (error) {
      const problems = problemsOf(error)
      // It was sent, and nobody knows whether it was done: only the thread itself can tell.
      if (problems.some(({ code }) => code === 'OUTCOME_UNKNOWN')) await read().catch(() => undefined)
      return problems
    }
  }

  return { save, saving: loading }
}
