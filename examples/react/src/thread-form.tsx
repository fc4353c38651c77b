import { type KeyboardEvent, type SubmitEvent, useEffect, useRef, useState } from 'react'
import { limits } from 'threads-graphql/limits'
import {
  blankFileId,
  blankPair,
  changesIn,
  type Draft,
  draftOf,
  filledFileIds,
  filledPairs,
  problemsIn,
} from './draft.ts'
import type { ShownThreadFragment as Thread } from './gql/graphql.ts'
import type { NoticeContent } from './notice.tsx'
import { type Problem, problemAt } from './problems.ts'
import { RowList } from './row-list.tsx'
import { TextField } from './text-field.tsx'
import { useSave } from './use-save.ts'

interface ThreadFormProps {
  thread: Thread
  onSaving: (saving: boolean) => void
  onNotice: (notice: NoticeContent | undefined) => void
}

const fileIdsPath = ['codeInterpreter', 'fileIds'] as const

/** Metadata and file ids to edit, and everything that is wrong with them where it is wrong. */
export function ThreadForm({ thread, onSaving, onNotice }: ThreadFormProps) {
  const [draft, setDraft] = useState(() => draftOf(thread))
  const [refused, setRefused] = useState<readonly Problem[]>([])
  const { save, saving } = useSave(thread)
  const form = useRef<HTMLFormElement>(null)

  const changes = changesIn(draft, thread)
  const changed = Object.keys(changes).length > 0
  const own = problemsIn(draft)
  const problems = [...own, ...refused]

  useEffect(() => onSaving(saving), [saving, onSaving])
  useEffect(() => {
    if (refused.length > 0) focusFirstProblem(form.current)
  }, [refused])

  function edit(fields: Partial<Draft>) {
    setDraft({ ...draft, ...fields })
    setRefused([])
  }

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (own.length > 0) return focusFirstProblem(form.current)
    if (saving || !changed) return
    onNotice(undefined)
    const failures = await save(changes)
    setRefused(failures)
    if (failures.length > 0) onNotice({ title: titleOf(failures), problems: failures })
  }

  function discard() {
    setDraft(draftOf(thread))
    setRefused([])
    onNotice(undefined)
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
        <output className="status">{saving ? 'Saving…' : changed ? 'Not saved yet' : 'Saved'}</output>
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

function titleOf(failures: readonly Problem[]): string {
  return failures.some(({ code }) => code === 'OUTCOME_UNKNOWN')
    ? 'It is not known whether this was saved'
    : 'Not saved: the thread is as it was'
}

const isAt = (problem: Problem | undefined, part: 'key' | 'value') =>
  problem !== undefined && (problem.part ?? part) === part

function focusFirstProblem(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
}
