import { useId, useLayoutEffect, useRef } from 'react'

interface LeaveQuestionProps {
  onStay: () => void
  onLeave: () => void
}

/** Asks what is to become of edits that are not saved. Escape keeps them. */
export function LeaveQuestion({ onStay, onLeave }: LeaveQuestionProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [title, text] = [useId(), useId()]

  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    // Closed before it is removed: that gives the focus back to where it was.
    return () => shown?.close()
  }, [])

  return (
    <dialog
      ref={dialog}
      className="card question"
      aria-labelledby={title}
      aria-describedby={text}
      onCancel={(event) => {
        event.preventDefault()
        onStay()
      }}
    >
      <h2 id={title}>Leave without saving?</h2>
      <p id={text}>Your changes to this thread are not saved.</p>
      <div className="choices">
        <button type="button" className="primary" onClick={onStay}>
          Keep editing
        </button>
        <button type="button" onClick={onLeave}>
          Leave without saving
        </button>
      </div>
    </dialog>
  )
}
