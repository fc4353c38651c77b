import type { Problem } from './problems.ts'

export interface NoticeContent {
  /** The thread that it is about. */
  about?: string
  title: string
  problems: readonly Problem[]
  /** What can be done about it. */
  action?: { label: string; run: () => void } | undefined
}

/** What went wrong, with the code that a report of it can name. Read out as soon as it appears. */
export function Notice({ content }: { content: NoticeContent | undefined }) {
  return (
    <div role="alert">
      {content && (
        <div className="notice">
          <strong>{content.title}</strong>
          {content.problems.map(({ message, code }) => (
            <p key={message}>
              {message} {code && <code>{code}</code>}
            </p>
          ))}
          {content.action && (
            <button type="button" onClick={content.action.run}>
              {content.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
