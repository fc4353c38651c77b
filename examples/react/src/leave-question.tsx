import { Question } from './question.tsx'

interface LeaveQuestionProps {
  onStay: () => void
  onLeave: () => void
}

/** Asks what is to become of edits that are not saved. Escape keeps them. */
export function LeaveQuestion({ onStay, onLeave }: LeaveQuestionProps) {
  return (
    <Question
      title="Leave without saving?"
      text="Your changes to this thread are not saved."
      stay={{ label: 'Keep editing', run: onStay }}
      go={{ label: 'Leave without saving', run: onLeave }}
    />
  )
}
