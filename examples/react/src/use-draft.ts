import { useState } from 'react'
import { type Changes, changesIn, draftOf, isIn, withChanges } from './draft.ts'
import type { ShownThreadFragment as Thread } from './gql/graphql.ts'
import { conflictsIn, rebased } from './rebase-draft.ts'

/**
 * What the form holds. When the thread changes elsewhere, in the list or in another tab for instance, what was not
 * touched here follows; what was typed stays.
 *
 * @param follows Whether the thread may be taken over now.
 */
export function useDraft(thread: Thread, follows: boolean) {
  const [draft, setDraft] = useState(() => draftOf(thread))
  /** The thread that the draft was made of. */
  const [known, setKnown] = useState(thread)
  const [sent, setSent] = useState<Changes>()
  const [conflicts, setConflicts] = useState<readonly string[]>([])

  if (known !== thread && follows) {
    setKnown(thread)
    // What comes back from a save was changed here, and someone may have gone on typing meanwhile.
    const isSaved = sent !== undefined && isIn(thread, sent)
    const base = isSaved ? withChanges(known, sent) : known
    if (isSaved) setSent(undefined)
    setDraft(rebased(draft, base, thread))
    const found = conflictsIn(draft, base, thread)
    if (found.length > 0) setConflicts([...new Set([...conflicts, ...found])])
  }

  // A conflict is over when both sides have the same.
  const different = conflictsIn(draft, undefined, thread)
  const shownConflicts = conflicts.filter((place) => different.includes(place))
  if (follows && known === thread && shownConflicts.length < conflicts.length) setConflicts(shownConflicts)

  return {
    draft,
    setDraft,
    /** What a save has to send. */
    changes: changesIn(draft, thread),
    /** Where something was typed here and changed elsewhere as well. */
    conflicts: shownConflicts,
    /** To be called with what is about to be saved. */
    onSend: setSent,
    /** Drops what was typed. */
    reset() {
      setDraft(draftOf(thread))
      setConflicts([])
    },
  }
}
