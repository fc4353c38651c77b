import { useEffect, useState } from 'react'
import type { ShownThreadFragment as Thread } from './gql/graphql.ts'
import type { NoticeContent } from './notice.tsx'
import type { Problem } from './problems.ts'
import { Question } from './question.tsx'
import { ThreadRow } from './thread-row.tsx'
import { useThreadList } from './use-thread-list.ts'

interface ThreadListProps {
  openId: string
  onNotice: (notice: NoticeContent | undefined) => void
}

/** A thread, and where in the list it was. */
interface Row {
  thread: Thread
  index: number
}

/** Milliseconds without a key before a search is sent. */
const searchDelay = 250

/** The threads of the user: to search, open, rename, archive and delete. Not there where the server has no list. */
export function ThreadList({ openId, onNotice }: ThreadListProps) {
  const [typed, setTyped] = useState('')
  const search = useDelayed(typed.trim(), searchDelay)
  const [archived, setArchived] = useState(false)
  const list = useThreadList(search, archived)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [asksToDelete, setAsksToDelete] = useState(false)

  // What was typed does not go with a thread that is archived or deleted elsewhere.
  const [renamed, setRenamed] = useState<readonly Row[]>([])
  const lost = renamed.filter(({ thread }) => !list.threads.some(({ id }) => id === thread.id))
  const threads = lost.reduce((rows, { thread, index }) => rows.toSpliced(index, 0, thread), list.threads)

  if (!list.supported) return null
  const chosen = list.threads.filter(({ id }) => selected.has(id))

  async function run(title: string, action: Promise<Problem[]>) {
    onNotice(undefined)
    const problems = await action
    if (problems.length > 0) onNotice({ title, problems })
  }

  function select(thread: Thread, isSelected: boolean) {
    const next = new Set(selected)
    if (isSelected) next.add(thread.id)
    else next.delete(thread.id)
    setSelected(next)
  }

  function removeChosen() {
    setAsksToDelete(false)
    setSelected(new Set())
    void run('Not all threads were deleted', list.removeAll(chosen.map(({ id }) => id)))
  }

  return (
    <nav className="card list" aria-label="Threads" aria-busy={list.loading}>
      <input
        type="search"
        aria-label="Search threads"
        placeholder="Search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <label className="switch">
        <input type="checkbox" checked={archived} onChange={(event) => setArchived(event.target.checked)} />
        Archived
      </label>
      {list.problems.length > 0 ? (
        <p className="problem">
          {list.problems[0]?.message}{' '}
          <button type="button" onClick={() => void list.refetch().catch(() => undefined)}>
            Read again
          </button>
        </p>
      ) : (
        threads.length === 0 && (
          <p className="quiet">{list.loading ? 'Reading threads…' : 'No threads here.'}</p>
        )
      )}
      <ul>
        {threads.map((thread, index) => (
          <ThreadRow
            key={thread.id}
            thread={thread}
            isOpen={thread.id === openId}
            isSelected={selected.has(thread.id)}
            onSelect={(isSelected) => select(thread, isSelected)}
            onTyping={(isTyping) => {
              const others = renamed.filter((row) => row.thread.id !== thread.id)
              setRenamed(isTyping ? [...others, { thread, index }] : others)
            }}
            onRename={(name) => void run('The thread was not renamed', list.rename(thread, name))}
            onArchive={() =>
              void run(
                archived ? 'The thread was not restored' : 'The thread was not archived',
                archived ? list.restore(thread) : list.archive(thread),
              )
            }
          />
        ))}
      </ul>
      {list.more && (
        <button type="button" onClick={() => void list.more?.()}>
          Load more
        </button>
      )}
      {chosen.length > 0 && (
        <button type="button" className="delete" onClick={() => setAsksToDelete(true)}>
          Delete {chosen.length}
        </button>
      )}
      {asksToDelete && (
        <Question
          title={chosen.length === 1 ? 'Delete this thread?' : `Delete ${chosen.length} threads?`}
          text="They are deleted permanently."
          stay={{ label: 'Keep', run: () => setAsksToDelete(false) }}
          go={{ label: 'Delete', run: removeChosen }}
        />
      )}
    </nav>
  )
}

/** A value as it was once it had stayed the same for so many milliseconds. */
function useDelayed<T>(value: T, ms: number): T {
  const [delayed, setDelayed] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return delayed
}
