import { type FormEvent, useState } from 'react'
import { limits } from 'threads-graphql/limits'
import type { ShownThreadFragment as Thread } from './gql/graphql.ts'
import { archivedKey, nameKey } from './use-thread-list.ts'

interface ThreadRowProps {
  thread: Thread
  isOpen: boolean
  isSelected: boolean
  onSelect: (isSelected: boolean) => void
  /** Told when the user begins and ends to type a name. */
  onTyping: (isTyping: boolean) => void
  onRename: (name: string) => void
  onArchive: () => void
}

/** One thread of the list, by its name or, without one, by its id. */
export function ThreadRow(props: ThreadRowProps) {
  const { thread, isOpen, isSelected, onSelect, onTyping, onRename, onArchive } = props
  const { id, metadata } = thread
  const name = metadata?.[nameKey] || id
  const [draft, setDraft] = useState<string>()

  function begin() {
    setDraft(metadata?.[nameKey] ?? '')
    onTyping(true)
  }

  function end() {
    setDraft(undefined)
    onTyping(false)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    end()
    const next = draft?.trim() ?? ''
    if (next !== (metadata?.[nameKey] ?? '')) onRename(next)
  }

  if (draft !== undefined) {
    return (
      <li>
        <form onSubmit={submit}>
          <input
            aria-label={`Name of ${name}`}
            ref={focus}
            value={draft}
            maxLength={limits.metadata.valueLength}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && end()}
          />
          <button type="submit">Save name</button>
        </form>
      </li>
    )
  }
  return (
    <li>
      <input
        type="checkbox"
        aria-label={`Select ${name}`}
        checked={isSelected}
        onChange={(event) => onSelect(event.target.checked)}
      />
      <a href={`#${new URLSearchParams({ thread: id })}`} aria-current={isOpen}>
        {name}
      </a>
      <button type="button" aria-label={`Rename ${name}`} onClick={begin}>
        Rename
      </button>
      <button
        type="button"
        aria-label={`${metadata?.[archivedKey] === undefined ? 'Archive' : 'Restore'} ${name}`}
        onClick={onArchive}
      >
        {metadata?.[archivedKey] === undefined ? 'Archive' : 'Restore'}
      </button>
    </li>
  )
}

/** The user has just asked to type here. The same function each time: a new one would be called with every change. */
const focus = (input: HTMLInputElement | null) => input?.focus()
