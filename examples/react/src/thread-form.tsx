import { type KeyboardEvent, type SubmitEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { limits } from 'threads-graphql/limits'
import {
  blankFileId,
  blankPair,
  type Changes,
  type Draft,
  filledFileIds,
  filledPairs,
  problemsIn,
} from './draft.ts'
import type { ShownThreadFragment as Thread } from './gql/graphql.ts'
import type { NoticeContent } from './notice.tsx'
import { type Problem, problemAt } from './problems.ts'
import { RowList } from './row-list.tsx'
import { TextField } from './text-field.tsx'
import { useDraft } from './use-draft.ts'
import { type Failure, type Progress, useSave } from './use-save.ts'

/** Whether all that was typed is saved. */
export type FormState = 'saved' | 'unsaved' | 'saving'

interface ThreadFormProps {
  thread: Thread
  onState: (state: FormState) => void
  onNotice: (notice: NoticeContent | undefined) => void
}

const fileIdsPath = ['codeInterpreter', 'fileIds'] as const

/** Metadata and file ids to edit, and everything that is wrong with them where it is wrong. */
export function ThreadForm({ thread, onState, onNotice }: ThreadFormProps) {
  const [failure, setFailure] = useState<Failure>()
  const { save, check, progress } = useSave(thread)
  const saving = progress !== 'idle'
  // What is being saved may still be taken back.
  const { draft, changes, conflicts, setDraft, onSend, reset } = useDraft(thread, !saving)
  const form = useRef<HTMLFormElement>(null)

  const own = problemsIn(draft)
  // Two pairs with one key look like one that was there before.
  const changed = Object.keys(changes).length > 0 || own.length > 0
  const problems = [...own, ...(failure?.problems ?? [])]

  const state = saving ? 'saving' : changed ? 'unsaved' : 'saved'
  // Before the page is painted: who sees `Saved` may leave, and is not asked.
  useLayoutEffect(() => {
    onState(state)
    return () => onState('saved')
  }, [state, onState])
  useEffect(() => {
    if (failure) focusFirstProblem(form.current)
  }, [failure])

  function edit(fields: Partial<Draft>) {
    setDraft({ ...draft, ...fields })
    setFailure(undefined)
  }

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (own.length > 0) return focusFirstProblem(form.current)
    if (saving || !changed) return
    onNotice(undefined)
    onSend(changes)
    const failure = await save(changes)
    if (failure) show(failure, changes)
  }

  function show(failure: Failure, changes: Changes) {
    setFailure(failure)
    const { outcome, problems } = failure
    const action = { label: 'Read again', run: () => void checkAgain(changes) }
    onNotice({
      about: thread.id,
      title: titles[outcome],
      problems,
      ...(outcome !== 'refused' && { action }),
    })
  }

  async function checkAgain(changes: Changes) {
    const failure = await check(changes)
    if (failure) return show(failure, changes)
    setFailure(undefined)
    onNotice(undefined)
    // The button that had the focus has gone.
    form.current?.querySelector<HTMLElement>('[type=submit]')?.focus()
  }

  function discard() {
    reset()
    setFailure(undefined)
    // What is not known about the thread stays so.
    if (failure?.outcome !== 'unknown') onNotice(undefined)
  }

  function onKeyDown(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
  }

  return (
    <form ref={form} className="card edit" onSubmit={submit} onKeyDown={onKeyDown} noValidate>
      <RowList
        title="Metadata"
        noun="pair"
        rows={draft.pairs}
        used={filledPairs(draft).length}
        limit={limits.metadata.pairs}
        blank={blankPair}
        onChange={(pairs) => edit({ pairs })}
        problem={problemAt(problems, 'metadata')}
        problemOf={({ key }) => problemAt(problems, 'metadata', key)}
      >
        {({ key, value }, number, { change, problem, describedBy }) => (
          <>
            <TextField
              label={`Key ${number}`}
              value={key}
              onChange={(key) => change({ key })}
              limit={limits.metadata.keyLength}
              multiline
              invalid={isAt(problem, 'key')}
              describedBy={describedBy}
            />
            <TextField
              label={`Value ${number}`}
              value={value}
              onChange={(value) => change({ value })}
              limit={limits.metadata.valueLength}
              multiline
              invalid={isAt(problem, 'value')}
              describedBy={describedBy}
            />
          </>
        )}
      </RowList>
      <RowList
        title="Files of the code interpreter"
        noun="file id"
        rows={draft.fileIds}
        used={filledFileIds(draft).length}
        limit={limits.fileIds}
        blank={blankFileId}
        onChange={(fileIds) => edit({ fileIds })}
        problem={problemAt(problems, 'toolResources', ...fileIdsPath)}
        problemOf={(row) =>
          problemAt(problems, 'toolResources', ...fileIdsPath, filledFileIds(draft).indexOf(row))
        }
      >
        {({ id }, number, { change, problem, describedBy }) => (
          <TextField
            label={`File id ${number}`}
            value={id}
            onChange={(id) => change({ id })}
            invalid={problem !== undefined}
            describedBy={describedBy}
          />
        )}
      </RowList>
      <footer>
        <p className="conflict" role="status">
          {conflicts.length > 0 &&
            `Changed elsewhere, too: ${conflicts.join(', ')}. Save replaces that, Discard shows it.`}
        </p>
        <output className="status">{statusOf(progress, changed, failure)}</output>
        <button type="button" onClick={discard} aria-disabled={!changed}>
          Discard
        </button>
        <button type="submit" className="primary" aria-disabled={!changed || saving}>
          Save
        </button>
        <p className="hint">
          <kbd>Enter</kbd> adds a row · <kbd>Ctrl</kbd> <kbd>Enter</kbd> saves
        </p>
      </footer>
    </form>
  )
}

const titles = {
  refused: 'Not saved: the thread is as it was',
  absent: 'Not saved: the thread does not have your changes',
  unknown: 'It is not known whether this was saved',
}

function statusOf(progress: Progress, changed: boolean, failure: Failure | undefined): string {
  if (progress === 'saving') return 'Saving…'
  if (progress === 'checking') return 'Checking whether it was saved…'
  if (!changed) return 'Saved'
  return failure?.outcome === 'unknown' ? 'May not be saved' : 'Not saved yet'
}

const isAt = (problem: Problem | undefined, part: 'key' | 'value') =>
  problem !== undefined && (problem.part ?? part) === part

function focusFirstProblem(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}
