import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { screenshot } from '../../support/browser.ts'
import { temporaryFolder } from '../../support/embedded/temporary-folder.ts'
import { buildExample } from '../../support/example.ts'
import { field, held, notice, openExample, save, status } from '../../support/example-page.ts'
import {
  addThreads,
  connection,
  create,
  isLive,
  openTabs,
  operationsOf,
  patch,
  remove,
  showsNames,
} from '../../support/example-tabs.ts'
import { startCommand } from '../../support/process.ts'

/** A browser, on a busy machine. */
const timeout = 60_000
/** How soon, in milliseconds, a tab is live again once the server is back: it waits longer from try to try. */
const back = 15_000

const offline = (page: Page) => connection(page).getByText('Not live, trying again…')

/** Two tabs before the command, which keeps its threads in a file, with threads of these names. */
async function openBeforeCommand(topics: string[]) {
  const env = { DATABASE_URL: `file:${join(temporaryFolder(), 'threads.db')}` }
  const server = await startCommand({ env })
  await addThreads(server.url, topics)
  const tabs = await openTabs(server.url)
  const both = [tabs.page, tabs.other]
  await Promise.all(both.map((page) => showsNames(page, topics.toReversed(), 10_000)))
  return {
    ...tabs,
    both,
    api: server.url,
    async stop() {
      expect(await server.stop()).toBe(0)
      await Promise.all(both.map((page) => offline(page).waitFor({ timeout: 10_000 })))
    },
    /** Starts it again at the same port. @param database Default: the same file. */
    start: (database = env.DATABASE_URL) =>
      startCommand({ env: { DATABASE_URL: database, PORT: new URL(server.url).port } }),
  }
}

describe('the connection of the example', { timeout }, () => {
  beforeAll(buildExample, 120_000)

  it('comes back after a restart, and goes on behind the last change', async () => {
    const { page, both, api, stop, start } = await openBeforeCommand(['One', 'Two', 'Three'])
    await patch(api, 'thread_1', { topic: 'Second' })
    await Promise.all(both.map((tab) => showsNames(tab, ['Second', 'Three', 'One'])))
    const sent = operationsOf(page)
    await stop()
    await screenshot(page, 'example-offline')
    await page.setViewportSize({ width: 390, height: 844 })
    await screenshot(page, 'example-offline-narrow')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)

    await start()
    // While the tabs wait before they try again.
    await patch(api, 'thread_0', { topic: 'First' })
    await remove(api, 'thread_2')
    await create(api, 'thread_3', 'Fourth')
    await Promise.all(both.map((tab) => showsNames(tab, ['Fourth', 'First', 'Second'], back)))
    await Promise.all(both.map(isLive))
    expect(sent).toEqual([])
  })

  it('comes back before anything has changed, and misses nothing either', async () => {
    const { both, api, stop, start } = await openBeforeCommand(['One'])
    await stop()
    await start()
    await create(api, 'thread_2', 'Two')
    await Promise.all(both.map((tab) => showsNames(tab, ['Two', 'One'], back)))
    await Promise.all(both.map(isLive))
    await patch(api, 'thread_0', { topic: 'First' })
    await Promise.all(both.map((tab) => showsNames(tab, ['First', 'Two'])))
  })

  it('reads afresh where the server no longer knows what has changed', async () => {
    const { both, api, stop, start } = await openBeforeCommand(['One', 'Two', 'Three'])
    await patch(api, 'thread_1', { topic: 'Second' })
    await Promise.all(both.map((tab) => showsNames(tab, ['Second', 'Three', 'One'])))
    await stop()
    await start('file::memory:')
    await Promise.all(both.map((tab) => showsNames(tab, [], back)))
    await Promise.all(both.map(isLive))
    await create(api, 'thread_new', 'New')
    await Promise.all(both.map((tab) => showsNames(tab, ['New'])))
  })

  it('comes to a page that was opened while there was no server', async () => {
    const { page, stop, start } = await openBeforeCommand(['One'])
    await stop()
    await page.reload()
    await page.getByText('The server did not respond.').waitFor()
    await start()
    await showsNames(page, ['One'], back)
    await isLive(page)
  })

  it('is not spoken of where the upstream tells of no changes', async () => {
    const { page, upstream, complaints } = await openExample(held)
    await page.locator('.live[data-state=unsupported]').waitFor({ state: 'attached' })
    expect(await connection(page).innerText()).toBe('')
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await status(page, 'Saved').waitFor()
    expect(await notice(page).count()).toBe(0)
    expect(upstream.journal.map(({ method }) => method)).toEqual(['GET', 'POST'])
    expect(complaints).toEqual([])
  })
})
