import { skipToken, useMutation, useQuery } from '@apollo/client/react'
import { useState } from 'react'
import { CreateThreadDocument, ReadThreadDocument } from './gql/graphql.ts'
import { Notice, type NoticeContent } from './notice.tsx'
import { OpenForm } from './open-form.tsx'
import { type Problem, problemAt, problemsOf } from './problems.ts'
import { ThreadCard } from './thread-card.tsx'
import { ThreadForm } from './thread-form.tsx'
import { openThread, useThreadId } from './use-thread-id.ts'

export function App() {
  const id = useThreadId()
  const { data, error, loading } = useQuery(ReadThreadDocument, id ? { variables: { id } } : skipToken)
  const [create, { loading: creating }] = useMutation(CreateThreadDocument)
  const [notice, setNotice] = useState<NoticeContent>()
  const [saving, setSaving] = useState(false)

  const thread = data?.thread
  const problems = error ? problemsOf(error) : data && !thread ? [noSuchThread] : []
  const idProblem = problemAt(problems, 'id')
  const elsewhere = problems.find((problem) => problem !== idProblem)

  async function createThread() {
    setNotice(undefined)
    try {
      const { data } = await create()
      if (data?.createThread) openThread(data.createThread.id)
    } catch (error) {
      setNotice({ title: 'No thread was created', problems: problemsOf(error) })
    }
  }

  return (
    <>
      <header>
        <h1>Threads</h1>
        <OpenForm key={id} id={id} problem={idProblem} onOpen={() => setNotice(undefined)} />
        <button type="button" className="primary" onClick={createThread} aria-disabled={creating}>
          New thread
        </button>
      </header>
      <Notice content={elsewhere ? { title: 'The thread cannot be shown', problems: [elsewhere] } : notice} />
      <main aria-busy={loading}>
        {thread ? (
          <>
            <ThreadCard key={`card ${thread.id}`} thread={thread} saving={saving} />
            <ThreadForm key={`form ${thread.id}`} thread={thread} onSaving={setSaving} onNotice={setNotice} />
          </>
        ) : (
          <p className="empty">
            {loading ? 'Opening the thread…' : 'Create a thread, or open one by its id.'}
          </p>
        )}
      </main>
    </>
  )
}

const noSuchThread: Problem = { message: 'There is no thread with this id.', argument: 'id', path: [] }
