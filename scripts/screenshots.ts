import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The pictures of the README, each taken by a test while it checks what is in it. */
const pictures = [
  {
    name: 'graphiql',
    test: 'creates a thread, and then updates and reads it by its id',
    taken: '4-read',
  },
  {
    name: 'example',
    test: 'shows threads with the last written first, opens one, and loads more',
    taken: 'example-list',
  },
]

const root = fileURLToPath(new URL('../', import.meta.url))
const titles = pictures.map(({ test }) => test).join('|')
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', '-t', titles]
execFileSync(process.execPath, [...vitest, 'graphiql.test.ts', 'list.test.ts'], {
  cwd: root,
  stdio: 'inherit',
})
for (const { name, taken } of pictures) {
  copyFileSync(`${root}test/screenshots/${taken}.png`, `${root}docs/images/${name}.png`)
}
