/** A table for the screen and for Markdown; each cell is text already. */
export interface Table {
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

/** Words to the left, numbers to the right, by their first column. */
export function screenTable({ columns, rows }: Table): string {
  const widths = columns.map((column, n) => Math.max(column.length, ...rows.map((row) => row[n]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `  ${widths.map((width, n) => (n === 0 ? (cells[n] ?? '').padEnd(width) : (cells[n] ?? '').padStart(width))).join('  ')}`.trimEnd()
  return [line(columns), ...rows.map(line)].join('\n')
}

export function markdownTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = `|${columns.map((_, n) => (n === 0 ? '---' : '---:')).join('|')}|`
  return [line(columns), rule, ...rows.map(line)].join('\n')
}

/** A number with so many digits after the point; a dash where there is none. */
export function number(value: number | undefined, digits = 0): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

export function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${number(share * 100)} %`
}

export function megabytes(bytes: number | undefined): string {
  return number(bytes === undefined ? undefined : bytes / 1e6)
}
