import { expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../../../src/embedded/stores/open.ts'

it('the scheme of a URL says which store is opened, in any case', async () => {
  const store = await openStore('FILE:./threads.db?x').catch((error: Error) => error.message)
  expect(store).toMatch('does not name a file')
  const memory = await openStore('file::memory:')
  onTestFinished(() => memory.close())
  await memory.check()
})

it.each([
  ['mysql://user:canary@db.example/threads', "the unknown scheme 'mysql:'"],
  ['__proto__:x', "the unknown scheme '__proto__:'"],
  ['./threads.db', 'no scheme'],
  ['', 'no scheme'],
])(
  'a scheme that no store has is refused with those that there are, and nothing else of the URL: %j',
  async (url, what) => {
    await expect(openStore(url)).rejects.toThrow(
      new Error(`The URL of the thread store has ${what}. Expected one of: file:, postgres:, postgresql:.`),
    )
  },
)
