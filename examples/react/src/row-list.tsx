import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import type { Problem } from './problems.ts'
import { level } from './text-field.tsx'

interface RowListProps<R extends { row: number }> {
  title: string
  /** What one row is, for instance "pair". */
  noun: string
  rows: readonly R[]
  /** How many rows count, and how many may. */
  used: number
  limit: number
  blank: () => R
  onChange: (rows: R[]) => void
  /** What is wrong with the list as a whole. */
  problem: Problem | undefined
  problemOf: (row: R) => Problem | undefined
  /** The fields of a row. */
  children: (row: R, number: number, field: RowField<R>) => ReactNode
}

export interface RowField<R> {
  change: (fields: Partial<R>) => void
  /** What is wrong with the row, and the id of the element that says it. */
  problem: Problem | undefined
  describedBy: string
}

/** A list of rows to type in: Enter adds one below, and each says what is wrong with it. */
export function RowList<R extends { row: number }>(props: RowListProps<R>) {
  const { title, noun, rows, used, limit, blank, onChange, problem, problemOf, children } = props
  const id = useId()
  const list = useRef<HTMLOListElement>(null)
  const adder = useRef<HTMLButtonElement>(null)
  /** The row to go to as soon as it is there; 0 is the button below them. */
  const next = useRef<number>(undefined)

  useEffect(() => {
    if (next.current === undefined) return
    const field = list.current?.querySelector<HTMLElement>(
      `[data-row="${next.current}"] :is(input, textarea)`,
    )
    const target = field ?? adder.current
    target?.focus()
    next.current = undefined
  })

  const full = rows.length >= limit

  function addAfter(index: number) {
    if (full) return
    const added = blank()
    next.current = added.row
    onChange(rows.toSpliced(index + 1, 0, added))
  }

  function remove(index: number) {
    next.current = (rows[index + 1] ?? rows[index - 1])?.row ?? 0
    onChange(rows.toSpliced(index, 1))
  }

  function onKeyDown(event: KeyboardEvent, index: number) {
    const plain = !(event.shiftKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
    if (event.key !== 'Enter' || !plain || event.target instanceof HTMLButtonElement) return
    event.preventDefault()
    addAfter(index)
  }

  return (
    <fieldset aria-describedby={`${id}-problem`}>
      <legend>{title}</legend>
      <span className="count" data-level={level(used, limit)}>
        {used}/{limit} {noun}s
      </span>
      <p id={`${id}-problem`} className="problem" role="alert">
        {problem?.message}
      </p>
      <ol ref={list}>
        {rows.map((row, index) => {
          const wrong = problemOf(row)
          const describedBy = `${id}-${row.row}`
          const change = (fields: Partial<R>) => onChange(rows.with(index, { ...row, ...fields }))
          return (
            <li key={row.row} data-row={row.row} onKeyDown={(event) => onKeyDown(event, index)}>
              {children(row, index + 1, { change, problem: wrong, describedBy })}
              <button
                type="button"
                className="remove"
                aria-label={`Remove ${noun} ${index + 1}`}
                onClick={() => remove(index)}
              >
                ×
              </button>
              <p id={describedBy} className="problem" role="alert">
                {wrong?.message}
              </p>
            </li>
          )
        })}
      </ol>
      <button
        type="button"
        ref={adder}
        className="add"
        aria-disabled={full}
        onClick={() => addAfter(rows.length)}
      >
        + Add a {noun}
      </button>
    </fieldset>
  )
}
