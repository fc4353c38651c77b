/** The value of each series, by its name and labels as they stand in the text. */
export async function scrape(url: string, key?: string): Promise<Map<string, number>> {
  const headers = new Headers(key === undefined ? {} : { authorization: `Bearer ${key}` })
  const response = await fetch(`${url}/metrics`, { headers })
  return series(await response.text())
}

/** The same, of a text that is there already. */
export function series(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ')
      return [line.slice(0, space), Number(line.slice(space + 1))]
    }),
  )
}
