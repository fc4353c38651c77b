import { useId } from 'react'
import { characters } from 'threads-graphql/limits'

interface TextFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** How many characters the server takes; none where it says nothing of the length. */
  limit?: number
  /** Whether it can be long, or hold line breaks: a plain field would drop them. */
  multiline?: boolean
  /** Whether what it holds is wrong, and the id of the element that says it. */
  invalid: boolean
  describedBy: string
}

/** A field with its label, and how much of its limit is used, counted as the server counts. */
export function TextField({
  label,
  value,
  onChange,
  limit,
  multiline,
  invalid,
  describedBy,
}: TextFieldProps) {
  const [input, counter] = [useId(), useId()]
  const Input = multiline ? 'textarea' : 'input'
  const used = characters(value)
  return (
    <div className="field">
      <label htmlFor={input}>{label}</label>
      {limit !== undefined && (
        <span id={counter} className="count" data-level={level(used, limit)}>
          {used}/{limit}
          <span className="unseen"> characters</span>
        </span>
      )}
      <Input
        id={input}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={invalid}
        aria-describedby={`${describedBy} ${counter}`}
        {...(multiline && { rows: 1 })}
      />
    </div>
  )
}

/** How near a limit is. */
export function level(used: number, limit: number): 'fine' | 'near' | 'over' {
  if (used > limit) return 'over'
  return used > limit * 0.9 ? 'near' : 'fine'
}
