/** The error for a URL that says nothing usable. It repeats nothing of the URL, which may hold a password. */
export function invalidUrl(problem: string): Error {
  return new Error(`The URL of the thread store cannot be used: ${problem}.`)
}
