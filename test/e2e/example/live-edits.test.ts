import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { serveEmbedded } from '../../support/api.ts'
import { screenshot } from '../../support/browser.ts'
import { buildExample } from '../../support/example.ts'
import { field, focusOn, heading, save, shown, status } from '../../support/example-page.ts'
import {
  addThreads,
  button,
  hasValue,
  openTabs,
  patch,
  remove,
  rename,
  showsNames,
} from '../../support/example-tabs.ts'

/** A browser, on a busy machine. */
const timeout = 60_000
const soon = { timeout: 1000 }
const conflict = (page: Page) => page.getByRole('status').filter({ hasText: 'Changed elsewhere, too' })

/** Two tabs at one thread, named One, with the user abc123. */
async function openThread() {
  const { url } = await serveEmbedded()
  await addThreads(url, ['One'])
  const tabs = await openTabs(url, '/#thread=thread_0')
  await Promise.all([tabs.page, tabs.other].map((page) => showsNames(page, ['One'], 10_000)))
  await field(tabs.page, 'Value 2').waitFor()
  return { ...tabs, api: url }
}

describe('what is typed while the thread changes elsewhere', { timeout }, () => {
  beforeAll(buildExample, 120_000)

  it('stays, while the other fields follow, and a save keeps both', async () => {
    const { page, other } = await openThread()
    await field(page, 'Value 2').fill('typed here')
    await rename(other, 'One', 'Renamed')
    await hasValue(page, 'Value 1', 'Renamed')
    expect(await field(page, 'Value 2').inputValue()).toBe('typed here')
    await focusOn(page, 'Value 2').waitFor()
    expect(await conflict(page).count()).toBe(0)
    await save(page).click()
    await shown(other).getByText('typed here').waitFor(soon)
    await shown(other).getByText('Renamed').waitFor(soon)
  })

  it('stays where the same was changed, and the user is told', async () => {
    const { page, other } = await openThread()
    await field(page, 'Value 1').fill('typed here')
    await rename(other, 'One', 'Renamed')
    await conflict(page).getByText('topic').waitFor(soon)
    await screenshot(page, 'example-conflict')
    expect(await field(page, 'Value 1').inputValue()).toBe('typed here')
    await status(page, 'Not saved yet').waitFor()
    await button(page, 'Discard').click()
    await hasValue(page, 'Value 1', 'Renamed')
    expect(await conflict(page).count()).toBe(0)
  })

  it('stays in a row of its own where pairs and files are added and removed', async () => {
    const { page, api } = await openThread()
    await button(page, '+ Add a pair').click()
    await field(page, 'Key 3').fill('mood')
    await patch(api, 'thread_0', { colour: 'blue' })
    await hasValue(page, 'Key 4', 'colour')
    expect(await field(page, 'Key 3').inputValue()).toBe('mood')
    await focusOn(page, 'Key 3').waitFor()
    expect(await conflict(page).count()).toBe(0)
  })

  it('is no conflict while it is being saved, nor is what is typed meanwhile', async () => {
    const { page, other } = await openThread()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/graphql', async (route) => {
      if (route.request().postDataJSON().operationName !== 'UpdateThread') return route.continue()
      const response = await route.fetch()
      await released
      await route.fulfill({ response })
    })
    await field(page, 'Value 1').fill('saved')
    await save(page).click()
    // The change has come before the response to the save.
    await shown(other).getByText('saved').waitFor(soon)
    await status(page, 'Saving…').waitFor()
    await field(page, 'Value 1').fill('typed meanwhile')
    release()
    await status(page, 'Not saved yet').waitFor()
    expect(await field(page, 'Value 1').inputValue()).toBe('typed meanwhile')
    expect(await conflict(page).count()).toBe(0)
  })

  it('stays when the thread is deleted, until it is discarded', async () => {
    const { page, api } = await openThread()
    await field(page, 'Value 1').fill('typed here')
    await remove(api, 'thread_0')
    await page.getByText('This thread was deleted.').waitFor(soon)
    await screenshot(page, 'example-deleted-elsewhere')
    expect(await field(page, 'Value 1').inputValue()).toBe('typed here')
    await showsNames(page, [])
    await button(page, 'Discard').click()
    await page.getByText('There is no thread with this id.').waitFor()
    expect(await heading(page, 'thread_0').count()).toBe(0)
  })

  it('stays in the list, when the thread that is being renamed is archived', async () => {
    const { page, api } = await openThread()
    await button(page, 'Rename One').click()
    await page.getByLabel('Name of One').fill('typed here')
    await patch(api, 'thread_0', { archived: 'true' })
    await shown(page).getByText('archived').waitFor(soon)
    await button(page, 'Save name').click()
    await shown(page).getByText('typed here').waitFor(soon)
    await showsNames(page, [])
  })
})
