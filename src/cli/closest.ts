/** The word that a misspelt one is most likely to be; undefined where none is near. */
export function closest(misspelt: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    .map((word) => ({
      word,
      edits: misspelt.length > 2 && word.includes(misspelt) ? 0 : edits(misspelt, word),
    }))
    .filter(({ edits }) => edits <= Math.min(2, misspelt.length / 2))
    .sort((one, other) => one.edits - other.edits)
  return nearest?.word
}

/** How many characters to insert, delete or replace (Levenshtein's distance). */
function edits(from: string, to: string): number {
  // Far apart, and perhaps very long.
  if (Math.abs(from.length - to.length) > 2) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const [above = 0, left = 0, corner = 0] = [row[column + 1], next[column], row[column]]
      next.push(Math.min(above + 1, left + 1, corner + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
