import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { settings } from '../src/config/settings.ts'
import { errorCodes } from '../src/core/errors.ts'
import { limits } from '../src/core/limits.ts'

const root = new URL('../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** The README and every page of `docs/`, by path. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/**
 * A page with everything in it that comes from another file. A comment above a table or a block of code names it:
 *
 *     <!-- settings -->                    every setting
 *     <!-- settings HOST PORT -->          these settings
 *     <!-- errors -->                      the error codes
 *     <!-- limits -->                      the documented limits
 *     <!-- bench/RESULTS.md: Targets -->   the table under this heading of a report
 *     <!-- test/samples/clients/apollo.ts -->      the text of this file
 */
export function fillPage(page: string): string {
  return page
    .replace(
      /(<!-- (settings|errors|limits|bench\/[A-Z]+\.md)(:? [^\n]+)? -->\n)((?:\|.*\n)*)/g,
      (_, marker, name, details = '') => `${marker}${table(name, details).join('\n')}\n`,
    )
    .replace(
      /(<!-- (\S+\.(?:ts|graphql)) -->\n```\w+\n)[\s\S]*?(```\n)/g,
      (_, before, path, after) => before + code(path) + after,
    )
}

function table(name: string, details: string): string[] {
  switch (name) {
    case 'settings':
      return settingTable(details.split(' ').filter(Boolean))
    case 'errors':
      return errorTable()
    case 'limits':
      return limitTable()
    default:
      return benchTable(name, details.replace(/^: /, ''))
  }
}

function settingTable(names: readonly string[]): string[] {
  const all = Object.values(settings)
  const unknown = names.find((name) => !all.some(({ env }) => env === name))
  if (unknown) throw new Error(`there is no setting ${unknown}`)
  const rows = all
    .filter(({ env }) => names.length === 0 || names.includes(env))
    .map((setting) => {
      const flag = 'flag' in setting ? `\`--${setting.flag}\`` : ''
      const initial = setting.default === undefined ? 'unset' : `\`${setting.default}\``
      return `| \`${setting.env}\` | ${flag} | ${initial} | ${setting.meaning} |`
    })
  return ['| variable | flag | default | meaning |', '|---|---|---|---|', ...rows]
}

function errorTable(): string[] {
  const rows = Object.entries(errorCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  return ['| code | meaning |', '|---|---|', ...rows]
}

function limitTable(): string[] {
  const { metadata, fileIds, vectorStoreIds, idLength, idsPerLookup, pageSize, idsPerDelete } = limits
  const { filterKeys, filterTexts, filterTextLength } = limits
  return [
    '| input | limit |',
    '|---|---|',
    `| \`metadata\` | ${metadata.pairs} pairs of strings |`,
    `| a key of \`metadata\` | ${metadata.keyLength} characters |`,
    `| a value of \`metadata\` | ${metadata.valueLength} characters |`,
    `| \`toolResources.codeInterpreter.fileIds\` | ${fileIds} ids |`,
    `| \`toolResources.fileSearch.vectorStoreIds\` | ${vectorStoreIds} id |`,
    `| a file id or vector store id | 1 to ${idLength} characters |`,
    `| a thread id | 1 to ${idLength} characters of \`A-Z\`, \`a-z\`, \`0-9\`, \`_\` and \`-\` |`,
    `| \`threadsById(ids)\`, \`_entities(representations)\` | ${idsPerLookup.toLocaleString('en')} ids |`,
    `| \`deleteThreads(ids)\` | ${idsPerDelete} ids |`,
    `| \`first\`, \`last\` | 1 to ${pageSize} |`,
    `| \`metadataHasKeys\`, \`metadataLacksKeys\`, \`unset\` | ${filterKeys} keys |`,
    `| \`metadataContains\` | ${filterTexts} texts of 1 to ${filterTextLength} characters |`,
  ]
}

/** The table under a heading of a benchmark's report. */
function benchTable(path: string, heading: string): string[] {
  const report = read(path)
  const start = report.indexOf(`# ${heading}\n`)
  const [found] = start === -1 ? [] : (/(?:^\|.*\n)+/m.exec(report.slice(start)) ?? [])
  if (!found) throw new Error(`${path} has no table under "${heading}"`)
  return found.trim().split('\n')
}

/**
 * The text of a file. What it imports of this project, its reader has from the package; a file below `test/samples/adding/` is
 * shown as it stands below `src/`.
 */
function code(path: string): string {
  return read(path)
    .replace(/'(?:\.\.\/)+src\/(?!index\.ts|core\/limits\.ts)([^']+)'/g, (_, imported: string) => {
      const shown = relative(dirname(path.replace('test/samples/adding/', '')), imported)
      return `'${shown.startsWith('.') ? shown : `./${shown}`}'`
    })
    .replace(/'(\.\.\/)+src\/index\.ts'/g, "'threads-graphql'")
    .replace(/'(\.\.\/)+src\/core\/limits\.ts'/g, "'threads-graphql/limits'")
}

if (import.meta.main) {
  for (const path of pages) writeFileSync(new URL(path, root), fillPage(read(path)))
}
