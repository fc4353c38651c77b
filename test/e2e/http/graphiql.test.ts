import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openPage, screenshot } from '../../support/browser.ts'
import { startServer } from '../../support/server.ts'
import { untilSubscribed } from '../../support/subscriptions.ts'

/** Starting a browser on a busy machine, the first time after unpacking it, takes its time. */
const timeout = 60_000

async function openGraphiQL() {
  const server = await startServer()
  onTestFinished(server.close)
  return openPage(`${server.url}/graphql`)
}

/** Runs an operation as a person does: the run button, then its name in the menu. */
async function run(page: Page, operation: string): Promise<Record<string, unknown>> {
  const answered = page.waitForResponse(
    (response) => response.request().postDataJSON()?.operationName === operation,
  )
  await page.getByRole('button', { name: 'Execute query' }).click()
  await page.getByRole('menuitem', { name: operation }).click()
  return (await answered).json()
}

/** Pastes other variables. Typed, each bracket and quote would be completed by the editor. */
async function putVariables(page: Page, text: string): Promise<void> {
  await page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines').click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.context().grantPermissions(['clipboard-write'])
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await page.keyboard.press('ControlOrMeta+V')
}

/** What stands in an editor, line by line; it shows no more lines than it has room for. */
const shown = async (page: Page, region: string) =>
  (await page.getByRole('region', { name: region }).locator('.view-line').allInnerTexts())
    .join('\n')
    .replaceAll('\u00a0', ' ')

/** Waits until an editor shows a text. */
async function expectShown(page: Page, region: string, text: string): Promise<void> {
  await expect.poll(() => shown(page, region), { timeout: 10_000 }).toContain(text)
}

describe('GraphiQL', { timeout }, () => {
  it('opens without any other host, with three operations and their variables', async () => {
    const { page, asked, complaints } = await openGraphiQL()
    await expectShown(page, 'Operation Editor', 'mutation CreateThread')
    await expectShown(page, 'Operation Editor', 'mutation UpdateThread($id: ID!)')
    await expectShown(page, 'Variables', '"id": "thread_…"')
    await page.getByRole('button', { name: 'Execute query' }).click()
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      'CreateThread',
      'UpdateThread',
      'ReadThread',
    ])
    await screenshot(page, '1-open')
    expect({ asked, complaints }).toEqual({ asked: [], complaints: [] })
  })

  it('creates a thread, and then updates and reads it by its id', async () => {
    const { page, asked, complaints } = await openGraphiQL()
    await expectShown(page, 'Operation Editor', 'mutation CreateThread')

    const { data: created } = await run(page, 'CreateThread')
    const { id } = Object(created).createThread
    expect(id).toMatch(/^thread_[A-Za-z0-9]+$/)
    await expectShown(page, 'Result Window', `"id": "${id}"`)
    await screenshot(page, '2-created')

    await putVariables(page, JSON.stringify({ id }))

    const changed = { metadata: { modified: 'true', user: 'abc123' } }
    expect(await run(page, 'UpdateThread')).toMatchObject({ data: { updateThread: { id, ...changed } } })
    await expectShown(page, 'Result Window', '"updateThread"')
    await screenshot(page, '3-updated')

    expect(await run(page, 'ReadThread')).toMatchObject({ data: { thread: { id, ...changed } } })
    await expectShown(page, 'Result Window', '"modified": "true"')
    await screenshot(page, '4-read')
    expect({ asked, complaints }).toEqual({ asked: [], complaints: [] })
  })

  it('says the limits in its documentation', async () => {
    const { page } = await openGraphiQL()
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
    await page.getByRole('link', { name: 'Mutation' }).click()
    await page.getByRole('link', { name: 'updateThread' }).click()
    await page.getByText('at most 16').first().waitFor()
    await screenshot(page, '5-documentation')
  })

  it('keeps variables, and opens no further tab, over a reload', async () => {
    const { page } = await openGraphiQL()
    await putVariables(page, '{ "id": "thread_mine" }')
    await page.waitForFunction(() => localStorage.getItem('graphiql:tabState')?.includes('thread_mine'))
    await page.reload()
    await expectShown(page, 'Variables', 'thread_mine')
    expect(await page.getByRole('tab').count()).toBe(1)
  })

  it('shows changes as they happen', async () => {
    const server = await startServer()
    onTestFinished(server.close)
    const query = 'subscription Changes { threadChanges { kind thread { metadata } } }'
    const { page, complaints } = await openPage(`${server.url}/graphql?query=${encodeURIComponent(query)}`)
    await expectShown(page, 'Operation Editor', 'subscription Changes')
    await page.getByRole('button', { name: 'Execute query' }).click()
    await untilSubscribed(server.url)
    await server.query('mutation { createThread(metadata: { topic: "first steps" }) { id } }')
    await expectShown(page, 'Result Window', '"topic": "first steps"')
    await screenshot(page, '5-subscription')
    await page.getByRole('button', { name: 'Stop query' }).click()
    await untilSubscribed(server.url, 0)
    expect(complaints).toEqual([])
  })
})
