import { readFileSync, writeFileSync } from 'node:fs'
import { settings } from '../src/config/settings.ts'
import { errorCodes } from '../src/core/errors.ts'

/** The README's tables of settings and error codes, as the code has them. */
export function withTables(readme: string): string {
  const settingRows = Object.values(settings).map((setting) => {
    const flag = 'flag' in setting ? `\`--${setting.flag}\`` : ''
    const initial = setting.default === undefined ? 'unset' : `\`${setting.default}\``
    return `| \`${setting.env}\` | ${flag} | ${initial} | ${setting.meaning} |`
  })
  const errorRows = Object.entries(errorCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  return fill(
    fill(readme, 'settings', [
      '| variable | flag | default | meaning |',
      '|---|---|---|---|',
      ...settingRows,
    ]),
    'errors',
    ['| code | when |', '|---|---|', ...errorRows],
  )
}

/** Puts lines behind the comment `<!-- name -->`, in place of the table there. */
function fill(readme: string, name: string, lines: string[]): string {
  return readme.replace(
    new RegExp(`(<!-- ${name} -->\n)(\\|.*\n)*`),
    (_, marker) => `${marker}${lines.join('\n')}\n`,
  )
}

if (import.meta.main) {
  const path = new URL('../README.md', import.meta.url)
  writeFileSync(path, withTables(readFileSync(path, 'utf8')))
}
