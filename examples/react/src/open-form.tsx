import { type FormEvent, useId, useState } from 'react'
import type { Problem } from './problems.ts'
import { requestThread } from './use-open-thread.ts'

interface OpenFormProps {
  id: string
  problem: Problem | undefined
}

/** Opens a thread by its id, and says beside the id what is wrong with it. */
export function OpenForm({ id, problem }: OpenFormProps) {
  const [typed, setTyped] = useState(id)
  const [input, note] = [useId(), useId()]
  const shown = typed === id ? problem : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    requestThread(typed.trim())
  }

  return (
    <form className="open" onSubmit={submit}>
      <label htmlFor={input}>Thread id</label>
      <input
        id={input}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder="thread_…"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={shown !== undefined}
        aria-describedby={note}
      />
      <button type="submit">Open</button>
      <p id={note} className="problem" role="alert">
        {shown?.message}
      </p>
    </form>
  )
}
