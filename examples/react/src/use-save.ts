import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { updates } from './client.ts'
import { type Changes, isIn, withChanges } from './draft.ts'
import {
  ReadThreadDocument,
  type ShownThreadFragment as Thread,
  UpdateThreadDocument,
} from './gql/graphql.ts'
import { type Problem, problemsOf, saysNotDone } from './problems.ts'

/** Why changes are not known to be saved. */
export interface Failure {
  /**
   * - `refused`: the server said that nothing was done
   * - `absent`: it said nothing of it; the thread was read again, and does not have the changes
   * - `unknown`: it said nothing of it, and the thread could not be read again either
   */
  outcome: 'refused' | 'absent' | 'unknown'
  problems: readonly Problem[]
}

export type Progress = 'idle' | 'saving' | 'checking'

/** Saves changes to a thread: shown at once, and taken back where they turn out not to be saved. */
export function useSave(thread: Thread) {
  const [update, { client }] = useMutation(UpdateThreadDocument)
  const [progress, setProgress] = useState<Progress>('idle')

  /** Returns what went wrong; nothing when the changes are saved. */
  async function save(changes: Changes): Promise<Failure | undefined> {
    setProgress('saving')
    try {
      const { data } = await update({
        variables: { id: thread.id, ...changes },
        optimisticResponse: { updateThread: withChanges(thread, changes) },
      })
      if (!data?.updateThread) return await check(changes)
      updates.written(data.updateThread)
      return undefined
    } catch (error) {
      const problems = problemsOf(error)
      return saysNotDone(error) ? { outcome: 'refused', problems } : await check(changes, problems)
    } finally {
      setProgress('idle')
    }
  }

  /** Reads the thread again, which alone can tell whether changes were made. @param problems Why that is not known. */
  async function check(changes: Changes, problems: readonly Problem[] = []): Promise<Failure | undefined> {
    setProgress('checking')
    try {
      // It goes into the cache only where there is a thread: without one, the form and what was typed would go.
      const { data } = await client.query({
        query: ReadThreadDocument,
        variables: { id: thread.id },
        fetchPolicy: 'no-cache',
      })
      if (!data?.thread) return { outcome: 'absent', problems: [noThread] }
      client.writeQuery({ query: ReadThreadDocument, variables: { id: thread.id }, data })
      return isIn(data.thread, changes) ? undefined : { outcome: 'absent', problems: [mayArrive] }
    } catch {
      return { outcome: 'unknown', problems: [...problems, unread] }
    } finally {
      setProgress('idle')
    }
  }

  return { save, check, progress }
}

const noThread: Problem = { message: 'There is no thread with this id any more.', path: [] }
const mayArrive: Problem = {
  message: 'It was unclear whether they were saved, so the thread was read again. They may still arrive.',
  path: [],
}
const unread: Problem = {
  message: 'The thread could not be read again: what is shown here may be out of date.',
  path: [],
}
