import { type FormEvent, useState } from 'react'
import { limits } from 'threads-graphql/limits'
import type { ShownThreadFragment as Thread } from './gql/graphql.ts'
import { archivedKey, nameKey } from './use-thread-list.ts'

interface ThreadRowProps {
  thread: Thread
  isOpen: boolean
  isSelected: boolean
  onSelect: (isSelected: boolean) => void
  onRename: (name: string) => void
  onArchive: () => void
}

/** One thread of the list, by its name or, without one, by its id. */
export function ThreadRow({ thread, isOpen, isSelected, onSelect, onRename, onArchive }: ThreadRowProps) {
  const { id, metadata } = thread
  const name = metadata?.[nameKey] || id
  const [draft, setDraft] = useState<string>()

  function submit(event: FormEvent) {
    event.preventDefault()
    setDraft(undefined)
    const next = draft?.trim() ?? ''
    if (next !== (metadata?.[nameKey] ?? '')) onRename(next)
  }

  if (draft !== undefined) {
    return (
      <li>
        <form onSubmit={submit}>
          <input
            aria-label={`Name of ${name}`}
            // The user has just asked to type here.
            ref={(input) => input?.focus()}
            value={draft}
            maxLength={limits.metadata.valueLength}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setDraft(undefined)}
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
      <button type="button" aria-label={`Rename ${name}`} onClick={() => setDraft(metadata?.[nameKey] ?? '')}>
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
