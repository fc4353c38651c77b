import type { Problem } from './problems.ts'

export interface NoticeContent {
  title: string
  problems: readonly Problem[]
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
        </div>
      )}
    </div>
  )
}
