import { skipToken, useMutation, useQuery } from '@apollo/client/react'
import { useState } from 'react'
import { updates } from './client.ts'
import { CreateThreadDocument, ReadThreadDocument } from './gql/graphql.ts'
import { LeaveQuestion } from './leave-question.tsx'
import { LiveSign } from './live-sign.tsx'
import { Notice, type NoticeContent } from './notice.tsx'
import { OpenForm } from './open-form.tsx'
import { type Problem, problemAt, problemsOf, saysNotDone } from './problems.ts'
import { ThreadCard } from './thread-card.tsx'
import { type FormState, ThreadForm } from './thread-form.tsx'
import { ThreadList } from './thread-list.tsx'
import { useOpenThread } from './use-open-thread.ts'

export function App() {
  const [formState, setFormState] = useState<FormState>('saved')
  const unsaved = formState !== 'saved'
  const { id, requested, leave, stay, open } = useOpenThread(unsaved)
  const { data, error, loading, refetch } = useQuery(
    ReadThreadDocument,
    id ? { variables: { id } } : skipToken,
  )
  const [create, { loading: creating }] = useMutation(CreateThreadDocument)
  const [notice, setNotice] = useState<NoticeContent>()
  const [askedToCreate, setAskedToCreate] = useState(false)

  // A notice is about what was open when it came.
  const [shownId, setShownId] = useState(id)
  if (shownId !== id) {
    setShownId(id)
    setNotice(undefined)
  }

  const current = data?.thread
  // What was typed outlives a thread that is deleted elsewhere.
  const [last, setLast] = useState(current)
  if (current && current !== last) setLast(current)
  const kept = unsaved && last?.id === id ? last : undefined
  const thread = current ?? kept
  const isGone = data !== undefined && !current
  const problems = error ? problemsOf(error) : isGone ? [kept ? deletedElsewhere : noSuchThread] : []
  const idProblem = problemAt(problems, 'id')
  const elsewhere = problems.find((problem) => problem !== idProblem)
  const unread = elsewhere && {
    title: 'The thread cannot be shown',
    problems: [elsewhere],
    action: { label: 'Read again', run: () => void refetch().catch(() => undefined) },
  }

  // A save may fail after its thread was left.
  const isElsewhere = notice?.about !== undefined && notice.about !== id
  const named = isElsewhere ? { ...notice, title: `${notice.about}: ${notice.title}` } : notice

  async function createThread() {
    setAskedToCreate(false)
    setNotice(undefined)
    try {
      const { data } = await create()
      if (data?.createThread) {
        updates.written(data.createThread)
        return open(data.createThread.id)
      }
      setNotice({ title: unknownCreation, problems: [] })
    } catch (error) {
      setNotice({
        title: saysNotDone(error) ? 'No thread was created' : unknownCreation,
        problems: problemsOf(error),
      })
    }
  }

  function onCreate() {
    if (creating) return
    if (unsaved) setAskedToCreate(true)
    else void createThread()
  }

  function onStay() {
    setAskedToCreate(false)
    if (requested) stay()
  }

  return (
    <>
      <header>
        <h1>Threads</h1>
        <LiveSign />
        <OpenForm key={id} id={id} problem={idProblem} />
        <button type="button" className="primary" onClick={onCreate} aria-disabled={creating}>
          New thread
        </button>
      </header>
      <Notice content={unread ?? named} />
      <div className="panes">
        <ThreadList openId={id} onNotice={setNotice} />
        <main aria-busy={loading}>
          {thread ? (
            <>
              <ThreadCard key={`card ${thread.id}`} thread={thread} saving={formState === 'saving'} />
              <ThreadForm
                key={`form ${thread.id}`}
                thread={thread}
                onState={setFormState}
                onNotice={setNotice}
              />
            </>
          ) : (
            <p className="empty">
              {loading ? 'Opening the thread…' : 'Create a thread, or open one by its id.'}
            </p>
          )}
        </main>
      </div>
      {(requested || askedToCreate) && (
        <LeaveQuestion onStay={onStay} onLeave={askedToCreate ? createThread : leave} />
      )}
    </>
  )
}

const noSuchThread: Problem = { message: 'There is no thread with this id.', argument: 'id', path: [] }
const deletedElsewhere: Problem = {
  message: 'This thread was deleted. What you typed stays here until you leave it.',
  argument: 'id',
  path: [],
}
const unknownCreation = 'It is not known whether a thread was created'
