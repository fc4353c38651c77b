import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { serveEmbedded } from '../../support/api.ts'
import { openPage, screenshot } from '../../support/browser.ts'
import { buildExample, serveExample } from '../../support/example.ts'
import { field, heading, openExample, status } from '../../support/example-page.ts'
import { isLive } from '../../support/example-tabs.ts'
import { startHttpProxy } from '../../support/http-proxy.ts'

/** A browser, on a busy machine. */
const timeout = 60_000

const list = (page: Page) => page.getByRole('navigation', { name: 'Threads' })
const names = (page: Page) => list(page).getByRole('link').allInnerTexts()
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function showsNames(page: Page, expected: string[]): Promise<void> {
  await expect.poll(() => names(page), { timeout: 10_000 }).toEqual(expected)
}

/** What passes no WebSockets on. */
async function withoutWebSockets(url: string): Promise<string> {
  const proxy = await startHttpProxy(url)
  onTestFinished(proxy.close)
  return proxy.url
}

/**
 * The example before the embedded store, with threads of these names, the last one the newest.
 *
 * @param through Puts something between the page and the API.
 */
async function openList(topics: string[], through = async (url: string) => url) {
  const server = await serveEmbedded()
  for (const [n, topic] of topics.entries()) {
    await server.query('mutation ($id: ID!, $m: Metadata) { createThread(id: $id, metadata: $m) { id } }', {
      id: `thread_${n}`,
      m: { topic, user: 'abc123' },
    })
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const url = await serveExample(await through(server.url))
  const metadataOf = async (id: string) => {
    const { data } = await server.query<{ thread: { metadata: object } | null }>(
      'query ($id: ID!) { thread(id: $id) { metadata } }',
      { id },
    )
    return data?.thread?.metadata
  }
  return { server, url, metadataOf, ...(await openPage(url)) }
}

async function rename(page: Page, from: string, to: string): Promise<void> {
  await button(page, `Rename ${from}`).click()
  await page.getByLabel(`Name of ${from}`).fill(to)
  await button(page, 'Save name').click()
}

describe('the list of the example', () => {
  beforeAll(buildExample, 120_000)

  it('shows threads with the last written first, opens one, and loads more', { timeout }, async () => {
    const topics = Array.from({ length: 23 }, (_, n) => `Topic ${n}`)
    const { page, complaints } = await openList(topics)
    await showsNames(page, [...topics].reverse().slice(0, 20))
    await button(page, 'Load more').click()
    await showsNames(page, [...topics].reverse())
    expect(await button(page, 'Load more').count()).toBe(0)
    await page.getByRole('link', { name: 'Topic 22' }).click()
    await heading(page, 'thread_22').waitFor()
    await isLive(page)
    await screenshot(page, 'example-list')
    expect(complaints).toEqual([])
  })

  it('finds threads by a part of their name, whatever its case', { timeout }, async () => {
    const { page } = await openList(['Reise nach Rom', 'Straße', 'Rome again'])
    await page.getByLabel('Search threads').fill('ROM')
    await showsNames(page, ['Rome again', 'Reise nach Rom'])
    await page.getByLabel('Search threads').fill('strasse')
    await showsNames(page, ['Straße'])
  })

  it('renames, archives and restores a thread, and keeps its other metadata', { timeout }, async () => {
    const { page, metadataOf } = await openList(['One', 'Two'])
    await rename(page, 'One', 'First')
    await showsNames(page, ['First', 'Two'])
    await button(page, 'Archive First').click()
    await showsNames(page, ['Two'])
    expect(await metadataOf('thread_0')).toEqual({ topic: 'First', user: 'abc123', archived: 'true' })
    await page.getByLabel('Archived').check()
    await showsNames(page, ['First'])
    await button(page, 'Restore First').click()
    await showsNames(page, [])
    expect(await metadataOf('thread_0')).toEqual({ topic: 'First', user: 'abc123' })
  })

  it('shows a new name in the form of the open thread, unless something was typed there', {
    timeout,
  }, async () => {
    const { page } = await openList(['One'])
    await page.getByRole('link', { name: 'One' }).click()
    await field(page, 'Value 1').waitFor()
    await rename(page, 'One', 'Two')
    await expect.poll(() => field(page, 'Value 1').inputValue(), { timeout: 10_000 }).toBe('Two')
    await status(page, 'Saved').waitFor()
    await field(page, 'Value 1').fill('typed')
    await rename(page, 'Two', 'Three')
    await showsNames(page, ['Three'])
    expect(await field(page, 'Value 1').inputValue()).toBe('typed')
  })

  it('deletes several threads after a question', { timeout }, async () => {
    const { page, metadataOf } = await openList(['One', 'Two', 'Three'])
    await page.getByLabel('Select One').check()
    await page.getByLabel('Select Three').check()
    await button(page, 'Delete 2').click()
    await button(page, 'Keep').click()
    await showsNames(page, ['Three', 'Two', 'One'])
    await button(page, 'Delete 2').click()
    await screenshot(page, 'example-delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await showsNames(page, ['Two'])
    expect(await metadataOf('thread_0')).toBeUndefined()
  })

  it('shows what was changed elsewhere when the user comes back, also without live updates', {
    timeout,
  }, async () => {
    const { page, server } = await openList(['One'], withoutWebSockets)
    await showsNames(page, ['One'])
    await server.query('mutation { createThread(metadata: { topic: "Elsewhere" }) { id } }')
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await showsNames(page, ['Elsewhere', 'One'])
  })

  it('holds what two tabs change at the same moment', { timeout }, async () => {
    const { page, url, metadataOf } = await openList(['One'])
    const other = await page.context().newPage()
    await other.goto(url)
    await Promise.all([showsNames(page, ['One']), showsNames(other, ['One'])])
    await Promise.all([rename(page, 'One', 'Renamed'), button(other, 'Archive One').click()])
    const both = { topic: 'Renamed', user: 'abc123', archived: 'true' }
    await expect.poll(() => metadataOf('thread_0'), { timeout: 10_000 }).toEqual(both)
  })

  it('is not there where the upstream has no list', { timeout }, async () => {
    const { page } = await openExample()
    await page.getByText('Create a thread, or open one by its id.').waitFor()
    await expect.poll(() => list(page).count(), { timeout: 10_000 }).toBe(0)
  })
})
