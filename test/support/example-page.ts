import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { serveUpstream } from './api.ts'
import { openPage } from './browser.ts'
import { serveExample } from './example.ts'
import { startHttpProxy } from './http-proxy.ts'
import { startTcpProxy } from './tcp-proxy.ts'
import { type LocalUpstream, type WireThread, wireThread } from './upstream.ts'

/** A thread with a note, a file and a vector store. */
export const held = wireThread('thread_abc123', {
  metadata: { topic: 'first steps' },
  tool_resources: { code_interpreter: { file_ids: ['file-a'] }, file_search: { vector_store_ids: ['vs_a'] } },
})

/** A thread with much on it, and words as long as they come. */
export const crowded = wireThread('thread_w7BnnX3rcGlcXPaEQGqTxTVR', {
  metadata: {
    topic: 'first steps',
    user: 'abc123',
    summary:
      'A long note that goes on for a while, so that it is broken into lines wherever it is shown. '.repeat(
        3,
      ),
    'a-key-that-is-as-long-as-keys-may-be-and-that-has-no-space-in-it': 'x'.repeat(120),
    modified: 'true',
  },
  tool_resources: {
    code_interpreter: { file_ids: ['file-abc123', 'file-9kqBZ1CQyD5XGZQYzcJ2wR'] },
    file_search: { vector_store_ids: ['vs_3mK0'] },
  },
})

/** Opens the example, at a thread where there is one, before a local upstream. */
export async function openExample(thread?: WireThread) {
  const { server, upstream } = await serveUpstream(thread ? [thread] : [])
  const opened = await openAt(await serveExample(server.url), upstream, thread)
  await untilNotLive(opened.page)
  return opened
}

/** Waits until the page knows that this upstream does not tell of changes. It asks the server for nothing more then. */
async function untilNotLive(page: Page): Promise<void> {
  await page.locator('.live[data-state=unsupported]').waitFor({ state: 'attached' })
}

/** As `openExample`, with a proxy in front of the page's own server, or of the API behind it. */
export async function openThroughProxy(thread: WireThread, place: 'page' | 'API') {
  const { server, upstream } = await serveUpstream([thread])
  const url = place === 'page' ? await serveExample(server.url) : server.url
  const proxy = await startTcpProxy(Number(new URL(url).port))
  onTestFinished(proxy.close)
  const { origin } = new URL(proxy.baseURL)
  const opened = await openAt(place === 'page' ? origin : await serveExample(origin), upstream, thread)
  await untilNotLive(opened.page)
  // What the page has used up to now would not be held to what a test has the proxy do.
  proxy.cut()
  return { ...opened, proxy }
}

/** As `openExample`, with a proxy in front of the API that speaks HTTP. */
export async function openThroughHttpProxy(thread: WireThread) {
  const { server, upstream } = await serveUpstream([thread])
  const proxy = await startHttpProxy(server.url)
  onTestFinished(proxy.close)
  return { ...(await openAt(await serveExample(proxy.url), upstream, thread)), proxy }
}

async function openAt(url: string, upstream: LocalUpstream, thread: WireThread | undefined) {
  const opened = await openPage(thread ? `${url}/#thread=${thread.id}` : url)
  if (thread) await heading(opened.page, thread.id).waitFor()
  const writes = () =>
    upstream.journal.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body))
  return { ...opened, upstream, writes }
}

export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 2 })
export const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
export const save = (page: Page) => page.getByRole('button', { name: 'Save' })
export const status = (page: Page, text: string) => page.getByRole('status').getByText(text, { exact: true })
/** What went wrong, above the thread. */
export const notice = (page: Page) => page.getByRole('alert').locator('.notice')
/** What the thread is shown to hold, beside the form. */
export const shown = (page: Page) => page.getByRole('region', { name: /^thread_/ })

/** An element with this name that has the focus. */
export const focusOn = (page: Page, name: string) =>
  field(page, name).or(page.getByRole('button', { name })).and(page.locator(':focus'))

/** Presses Tab until an element with this name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < 20; pressed++) {
    if ((await focusOn(page, name).count()) > 0) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`20 times Tab do not lead to "${name}"`)
}

/** The text of what describes a field. */
export const description = (page: Page, label: string) =>
  field(page, label).evaluate((input) =>
    (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
      .trim(),
  )
