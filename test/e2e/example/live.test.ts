import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { serveEmbedded } from '../../support/api.ts'
import { screenshot } from '../../support/browser.ts'
import { buildExample } from '../../support/example.ts'
import { field, heading, save, shown } from '../../support/example-page.ts'
import {
  addThreads,
  button,
  connection,
  create,
  hasValue,
  openTabs,
  operationsOf,
  patch,
  remove,
  rename,
  showsNames,
  watchNames,
} from '../../support/example-tabs.ts'

/** A browser, on a busy machine. */
const timeout = 60_000
/** How soon a page shows what takes another read of the list, in milliseconds, on a busy machine. */
const afterRead = 10_000
/** How soon one tab shows what another one has changed. */
const soon = { timeout: 1000 }

/** Two tabs before the embedded store, with threads of these names, the last one the newest. */
async function openLive(topics: string[], path = '') {
  const { url, bugs } = await serveEmbedded()
  await addThreads(url, topics)
  const tabs = await openTabs(url, path)
  const reversed = topics.toReversed()
  await Promise.all([tabs.page, tabs.other].map((page) => showsNames(page, reversed, afterRead)))
  return { ...tabs, api: url, bugs }
}

const first = '/#thread=thread_0'

async function search(page: Page, text: string): Promise<void> {
  await page.getByLabel('Search threads').fill(text)
}

describe('two tabs with the example', { timeout }, () => {
  beforeAll(buildExample, 120_000)

  it('show a new name within a second: in the list, at its place, and in the open thread', async () => {
    const { page, other, complaints, bugs } = await openLive(['One', 'Two', 'Three'], first)
    await rename(page, 'One', 'First')
    await showsNames(other, ['First', 'Three', 'Two'])
    await shown(other).getByText('First').waitFor(soon)
    await hasValue(other, 'Value 1', 'First')
    await screenshot(page, 'example-live-one')
    await screenshot(other, 'example-live-other')
    expect({ complaints, bugs }).toEqual({ complaints: [], bugs: [] })
  })

  it('show a file that was attached in the form', async () => {
    const { page, other } = await openLive(['One', 'Two'], first)
    await button(page, '+ Add a file id').click()
    await field(page, 'File id 1').fill('file-a')
    await save(page).click()
    await hasValue(other, 'File id 1', 'file-a')
    await showsNames(other, ['One', 'Two'])
  })

  it('show a new thread, and one that comes back from the archive', async () => {
    const { page, other } = await openLive(['One', 'Two'])
    await button(page, 'Archive One').click()
    await showsNames(other, ['Two'])
    await other.getByLabel('Archived').check()
    await showsNames(other, ['One'], afterRead)
    await button(other, 'Restore One').click()
    await showsNames(page, ['One', 'Two'])
    await button(page, 'New thread').click()
    await heading(page, /^thread_/).waitFor()
    const id = await heading(page, /^thread_/).innerText()
    await other.getByLabel('Archived').uncheck()
    await showsNames(other, [id, 'One', 'Two'], afterRead)
  })

  it('show what was created elsewhere where the search finds it', async () => {
    const { page, api } = await openLive(['Rome', 'Paris'])
    await search(page, 'STRASSE')
    await showsNames(page, [], afterRead)
    await create(api, 'thread_rome', 'Rome again')
    await create(api, 'thread_street', 'Straße')
    await showsNames(page, ['Straße'], afterRead)
    await search(page, '')
    await showsNames(page, ['Straße', 'Rome again', 'Paris', 'Rome'], afterRead)
  })

  it('no longer show a thread that was deleted, and say that it is gone where it is open', async () => {
    const { page, other, complaints } = await openLive(['One', 'Two'], first)
    await page.getByLabel('Select One').check()
    await button(page, 'Delete 1').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await showsNames(other, ['Two'])
    await other.getByText('There is no thread with this id.').waitFor(soon)
    expect(await heading(other, 'thread_0').count()).toBe(0)
    await page.getByText('There is no thread with this id.').waitFor(soon)
    expect(complaints).toEqual([])
  })

  it('fill a page up when what was on it is deleted elsewhere', async () => {
    const topics = Array.from({ length: 22 }, (_, n) => `Topic ${n}`)
    const { url } = await serveEmbedded()
    await addThreads(url, topics)
    const { page } = await openTabs(url)
    const newest = topics.toReversed()
    await showsNames(page, newest.slice(0, 20), afterRead)
    await remove(url, 'thread_21')
    await showsNames(page, newest.slice(1, 21), afterRead)
    await button(page, 'Load more').click()
    await showsNames(page, newest.slice(1), afterRead)
  })

  it('go on with the page behind the last thread that was read, after the order has changed', async () => {
    const topics = Array.from({ length: 23 }, (_, n) => `Topic ${n}`)
    const { url } = await serveEmbedded()
    await addThreads(url, topics)
    const { page } = await openTabs(url)
    const newest = topics.toReversed()
    await showsNames(page, newest.slice(0, 20), afterRead)
    // The last one of the page, whose cursor the next page begins with.
    await patch(url, 'thread_3', { topic: 'Moved' })
    const moved = ['Moved', ...newest.filter((topic) => topic !== 'Topic 3')]
    await showsNames(page, moved.slice(0, 20))
    await button(page, 'Load more').click()
    await showsNames(page, moved, afterRead)
  })

  it('keep the pages that were added to the list when it is read again', async () => {
    const topics = Array.from({ length: 23 }, (_, n) => `Topic ${n}`)
    const { url } = await serveEmbedded()
    await addThreads(url, [...topics, 'Other'])
    const { page } = await openTabs(url)
    const newest = topics.toReversed()
    await search(page, 'topic')
    await showsNames(page, newest.slice(0, 20), afterRead)
    await button(page, 'Load more').click()
    await showsNames(page, newest, afterRead)
    await create(url, 'thread_new', 'Topic new')
    await showsNames(page, ['Topic new', ...newest.slice(0, 22)], afterRead)
    await button(page, 'Load more').click()
    await showsNames(page, ['Topic new', ...newest], afterRead)
  })

  it('read the list again when very much has changed at once', async () => {
    const { page, api } = await openLive(['One'])
    await Promise.all(Array.from({ length: 60 }, (_, n) => create(api, `thread_many${n}`, `Many ${n}`)))
    await create(api, 'thread_last', 'Last')
    await expect.poll(() => page.getByRole('link', { name: 'Last' }).count(), { timeout: afterRead }).toBe(1)
  })

  it('do not ask the server for what they have written themselves, and do not flicker', async () => {
    const { page, other } = await openLive(['One', 'Two', 'Three'])
    const sent = operationsOf(page)
    const states = await watchNames(page)
    for (const [from, to] of [
      ['One', 'A'],
      ['Two', 'B'],
      ['Three', 'C'],
    ] as const) {
      await rename(page, from, to)
      await other.getByRole('link', { name: to, exact: true }).waitFor(soon)
    }
    await showsNames(page, ['C', 'B', 'A'])
    expect(sent).toEqual(['PatchThread', 'PatchThread', 'PatchThread'])
    const seen = await states()
    expect(seen).toEqual([...new Set(seen)])
  })

  it('do not go back to an older state that a slow response brings', async () => {
    const { page, api } = await openLive(['One', 'Two'])
    await create(api, 'thread_slow', 'Old')
    await patch(api, 'thread_slow', { archived: 'true' })
    await showsNames(page, ['Two', 'One'])
    await page.reload()
    await connection(page).getByText('Live').waitFor()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const { promise: read, resolve: isRead } = Promise.withResolvers<void>()
    await page.route('**/graphql', async (route) => {
      if (route.request().postDataJSON().operationName !== 'ReadThread') return route.continue()
      const response = await route.fetch()
      isRead()
      await released
      await route.fulfill({ response })
    })
    await field(page, 'Thread id').fill('thread_slow')
    await field(page, 'Thread id').press('Enter')
    await read
    await patch(api, 'thread_slow', { topic: 'New' })
    // Changes come in their order: with this one, the page knows of that, too.
    await create(api, 'thread_then', 'Then')
    await showsNames(page, ['Then', 'Two', 'One'])
    release()
    await shown(page).getByText('New').waitFor()
    expect(await shown(page).getByText('Old').count()).toBe(0)
  })
})
