import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { screenshot } from '../../support/browser.ts'
import { buildExample } from '../../support/example.ts'
import { field, focusOn, heading, held, openExample, save, status } from '../../support/example-page.ts'
import { wireThread } from '../../support/upstream.ts'

/** A browser, on a busy machine. */
const timeout = 60_000

const other = wireThread('thread_other')
const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' })
const keep = (page: Page) => page.getByRole('button', { name: 'Keep editing' })
const leave = (page: Page) => page.getByRole('button', { name: 'Leave without saving' })
const threadInAddress = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('thread')

async function request(page: Page, id: string): Promise<void> {
  await field(page, 'Thread id').fill(id)
  await field(page, 'Thread id').press('Enter')
}

/** The example at a thread, beside another one, with an edit that is not saved. */
async function openEdited() {
  const opened = await openExample(held)
  opened.upstream.threads.set(other.id, other)
  await edit(opened.page)
  return opened
}

async function edit(page: Page): Promise<void> {
  // A browser asks only where someone has touched the page.
  await field(page, 'Value 1').click()
  await field(page, 'Value 1').fill('second steps')
  await status(page, 'Not saved yet').waitFor()
}

async function expectKept(page: Page): Promise<void> {
  await question(page).waitFor({ state: 'detached' })
  expect(await heading(page, held.id).count()).toBe(1)
  expect(await field(page, 'Value 1').inputValue()).toBe('second steps')
  expect(threadInAddress(page)).toBe(held.id)
}

describe('edits that are not saved', { timeout }, () => {
  beforeAll(buildExample, 120_000)

  it('are kept when another thread is asked for, and its question answered so', async () => {
    const { page } = await openEdited()
    await request(page, other.id)
    await question(page).waitFor()
    await focusOn(page, 'Keep editing').waitFor()
    await screenshot(page, 'example-question')
    await keep(page).press('Enter')
    await expectKept(page)
    await focusOn(page, 'Thread id').waitFor()
  })

  it('are dropped for another thread only by choice', async () => {
    const { page, writes } = await openEdited()
    await request(page, other.id)
    await leave(page).click()
    await heading(page, other.id).waitFor()
    expect(await field(page, 'Value 1').inputValue()).toBe('')
    expect(writes()).toEqual([])
    await request(page, held.id)
    await heading(page, held.id).waitFor()
  })

  it('are kept when the thread would be closed, and on Escape', async () => {
    const { page } = await openEdited()
    await request(page, '')
    await question(page).waitFor()
    await page.keyboard.press('Escape')
    await expectKept(page)
  })

  it('are kept when someone goes back, and stays', async () => {
    const { page, upstream } = await openExample(other)
    upstream.threads.set(held.id, held)
    await request(page, held.id)
    await heading(page, held.id).waitFor()
    await edit(page)
    await page.evaluate(() => history.back())
    await keep(page).click()
    await expectKept(page)
    await page.evaluate(() => history.back())
    await leave(page).click()
    await heading(page, other.id).waitFor()
  })

  it('are asked about before a new thread is created', async () => {
    const { page, writes } = await openEdited()
    await page.getByRole('button', { name: 'New thread' }).click()
    await question(page).waitFor()
    await keep(page).click()
    await expectKept(page)
    expect(writes()).toEqual([])
    await page.getByRole('button', { name: 'New thread' }).click()
    await leave(page).click()
    await heading(page, /^thread_new/).waitFor()
    expect(await question(page).count()).toBe(0)
  })

  it('are asked about while they are being saved, and no longer when they are', async () => {
    const { page, upstream } = await openEdited()
    const { promise: saved, resolve: finish } = Promise.withResolvers<undefined>()
    upstream.script = () => saved
    await save(page).click()
    await status(page, 'Saving…').waitFor()
    await request(page, other.id)
    await question(page).waitFor()
    finish(undefined)
    await heading(page, other.id).waitFor()
    expect(await question(page).count()).toBe(0)
  })

  it('are asked about by the browser before the page is reloaded', async () => {
    const { page } = await openEdited()
    const asked = page.waitForEvent('dialog')
    await page.evaluate(() => void setTimeout(() => location.reload()))
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await expectKept(page)
  })

  it('are the only ones that are asked about', async () => {
    const { page, upstream } = await openEdited()
    await save(page).click()
    await status(page, 'Saved').waitFor()
    page.on('dialog', () => expect.unreachable('the browser asked'))
    await page.reload()
    await heading(page, held.id).waitFor()
    upstream.threads.set(other.id, other)
    await request(page, other.id)
    await heading(page, other.id).waitFor()
  })

  it('count where two pairs have one key, though the thread would be the same', async () => {
    const { page } = await openExample(held)
    await page.getByRole('button', { name: 'Add a pair' }).click()
    await field(page, 'Key 2').fill('topic')
    await field(page, 'Value 2').fill('first steps')
    await status(page, 'Not saved yet').waitFor()
    await request(page, '')
    await question(page).waitFor()
  })
})
