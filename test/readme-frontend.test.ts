import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

it.each(['test/clients/apollo.ts', 'test/clients/urql.ts'])('shows %s as it is tested', (path) => {
  expect(read('README.frontend.md')).toContain(`\`\`\`ts\n${read(path)}\`\`\`\n`)
})
