import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { openPage } from './browser.ts'
import { serveExample } from './example.ts'
import { post } from './graphql-client.ts'

export const list = (page: Page) => page.getByRole('navigation', { name: 'Threads' })
export const names = (page: Page) => list(page).getByRole('link').allInnerTexts()
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** What the page says of its connection. */
export const connection = (page: Page) => page.locator('.live')

/** How soon, in milliseconds, one tab shows what another one has changed. */
const soon = 1000

/** Waits until a tab shows these names in its list, in this order. */
export async function showsNames(page: Page, expected: string[], timeout = soon): Promise<void> {
  await expect.poll(() => names(page), { timeout, interval: 20 }).toEqual(expected)
}

/** Waits until a field of the form has a value. */
export async function hasValue(page: Page, label: string, value: string): Promise<void> {
  const input = page.getByLabel(label, { exact: true })
  await expect.poll(() => input.inputValue({ timeout: soon }), { timeout: soon, interval: 20 }).toBe(value)
}

export async function isLive(page: Page): Promise<void> {
  await connection(page).getByText('Live', { exact: true }).waitFor({ timeout: 20_000 })
}

/** Renames a thread in the list. */
export async function rename(page: Page, from: string, to: string): Promise<void> {
  await button(page, `Rename ${from}`).click()
  await page.getByLabel(`Name of ${from}`).fill(to)
  await button(page, 'Save name').click()
}

/** Adds threads of these names, `thread_0` the first and oldest. */
export async function addThreads(url: string, topics: string[]): Promise<void> {
  for (const [n, topic] of topics.entries()) {
    await create(url, `thread_${n}`, topic)
    // Two threads of one millisecond are in the order of their ids.
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** What someone else does, with no page. */
export const create = (url: string, id: string, topic: string) =>
  post(url, 'mutation ($id: ID!, $m: Metadata) { createThread(id: $id, metadata: $m) { id } }', {
    id,
    m: { topic, user: 'abc123' },
  })
export const patch = (url: string, id: string, set: Record<string, string>) =>
  post(url, 'mutation ($id: ID!, $set: Metadata) { patchThreadMetadata(id: $id, set: $set) { id } }', {
    id,
    set,
  })
export const remove = (url: string, id: string) =>
  post(url, 'mutation ($id: ID!) { deleteThread(id: $id) { id } }', { id })

/** Two tabs of one browser with the example, both live. */
export async function openTabs(threadsUrl: string, path = '') {
  const url = (await serveExample(threadsUrl)) + path
  const { page, complaints } = await openPage(url)
  const other = await page.context().newPage()
  await other.goto(url)
  await Promise.all([isLive(page), isLive(other)])
  return { page, other, url, complaints }
}

/** The names of the operations that a page sends by HTTP from now on. */
export function operationsOf(page: Page): string[] {
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/graphql')) sent.push(request.postDataJSON().operationName)
  })
  return sent
}

/** Every state in which the list of a page is painted from now on, each as the names that it shows. */
export async function watchNames(page: Page): Promise<() => Promise<string[]>> {
  const states = await list(page).evaluateHandle((nav) => {
    const states: string[] = []
    requestAnimationFrame(function look() {
      const shown = Array.from(nav.querySelectorAll('li a'), (link) => link.textContent).join(', ')
      if (states.at(-1) !== shown) states.push(shown)
      requestAnimationFrame(look)
    })
    return states
  })
  return () => states.jsonValue()
}
