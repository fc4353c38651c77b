import { useId, useLayoutEffect, useRef } from 'react'

interface QuestionProps {
  title: string
  text: string
  /** The choice that changes nothing. Escape takes it, too. */
  stay: { label: string; run: () => void }
  go: { label: string; run: () => void }
}

/** Asks before something is lost. */
export function Question({ title, text, stay, go }: QuestionProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [titleId, textId] = [useId(), useId()]

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
      aria-labelledby={titleId}
      aria-describedby={textId}
      onCancel={(event) => {
        event.preventDefault()
        stay.run()
      }}
    >
      <h2 id={titleId}>{title}</h2>
      <p id={textId}>{text}</p>
      <div className="choices">
        <button type="button" className="primary" onClick={stay.run}>
          {stay.label}
        </button>
        <button type="button" onClick={go.run}>
          {go.label}
        </button>
      </div>
    </dialog>
  )
}
