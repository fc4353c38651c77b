/** Adds the name of a request header to `Vary`, beside those that are there. */
export function addVary(headers: Headers, name: string): void {
  const names = headers.get('vary')?.split(/\s*,\s*/) ?? []
  if (names.some((known) => known.toLowerCase() === name.toLowerCase())) return
  headers.set('vary', [...names, name].join(', '))
}
