import { type InputProblem, inputError } from '../../core/errors.ts'
import { characters } from '../../core/limits.ts'

/**
 * Refuses text that has more than `limit` characters (Unicode code points).
 *
 * @param place names the text in the message.
 * @throws `BAD_USER_INPUT`.
 */
export function checkLength(place: string, text: string, limit: number, problem: InputProblem): void {
  // A string has at most as many characters as UTF-16 units: most need no counting.
  if (text.length <= limit) return
  const actual = characters(text)
  if (actual > limit) {
    throw inputError(`${place} is ${actual} characters long; at most ${limit} are allowed`, {
      ...problem,
      limit,
      actual,
      unit: 'characters',
    })
  }
}
