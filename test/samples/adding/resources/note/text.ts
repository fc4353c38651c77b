import { inputError } from '../../../../../src/core/errors.ts'
import { checkLength } from '../../../../../src/graphql/scalars/check-length.ts'
import { limitedScalar } from '../../../../../src/graphql/scalars/limited-scalar.ts'

const maxLength = 512

/** The text of a note: at most 512 characters. */
export const NoteTextScalar = limitedScalar<string>({
  name: 'NoteText',
  description: `A string of at most ${maxLength} characters (Unicode code points).`,
  check(value) {
    const where = { argument: 'text', path: [] }
    if (typeof value !== 'string') throw inputError('text is not a string', where)
    if (!value.isWellFormed())
      throw inputError('text holds a lone surrogate; valid Unicode is required', where)
    checkLength('text', value, maxLength, where)
    return value
  },
})
