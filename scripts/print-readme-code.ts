import { readFileSync, writeFileSync } from 'node:fs'

/**
 * The README with the text of each file that a comment before a block of code names: `<!-- test/.../it.ts -->`.
 * What such a file imports of this project, its reader has from the package.
 */
export function withCode(readme: string): string {
  return readme.replace(/(<!-- (\S+\.ts) -->\n```ts\n)[\s\S]*?(```\n)/g, (_, before, path, after) => {
    const code = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
    return before + code.replace(/'(\.\.\/)+src\/index\.ts'/g, "'threads-graphql'") + after
  })
}

if (import.meta.main) {
  const path = new URL('../README.md', import.meta.url)
  writeFileSync(path, withCode(readFileSync(path, 'utf8')))
}
