import { beforeAll, describe, expect, it } from 'vitest'
import { exampleThread } from '../../support/api.ts'
import { openPage, screenshot } from '../../support/browser.ts'
import { buildExample, serveExample } from '../../support/example.ts'
import {
  crowded,
  description,
  field,
  focusOn,
  heading,
  held,
  openExample,
  save,
  shown,
  status,
  tabTo,
} from '../../support/example-page.ts'
import { refusal, wireThread } from '../../support/upstream.ts'

/** A browser, on a busy machine. */
const timeout = 60_000

describe('the example', { timeout }, () => {
  beforeAll(buildExample, 120_000)

  it('creates a thread and shows it, and still does after a reload', async () => {
    const { page, asked, complaints } = await openExample()
    await page.getByRole('button', { name: 'New thread' }).click()
    await heading(page, 'thread_new1').waitFor()
    await page.reload()
    await heading(page, 'thread_new1').waitFor()
    expect({ asked, complaints }).toEqual({ asked: [], complaints: [] })
  })

  it('shows a thread that it has created with no further request', async () => {
    const { page, upstream } = await openExample()
    await page.getByRole('button', { name: 'New thread' }).click()
    await heading(page, 'thread_new1').waitFor()
    expect(upstream.journal.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/threads'])
  })

  it('says so when there is no server', async () => {
    const { page } = await openPage(await serveExample('http://127.0.0.1:1'))
    await page.getByRole('button', { name: 'New thread' }).click()
    await page.getByRole('alert').getByText('The server did not respond. Is it running?').waitFor()
  })

  it('saves changed metadata, and nothing else', async () => {
    const { page, writes } = await openExample(held)
    await field(page, 'Value 1').fill('second steps')
    await page.getByRole('button', { name: 'Add a pair' }).click()
    await field(page, 'Key 2').fill('user')
    await field(page, 'Value 2').fill('abc123')
    await save(page).click()
    await status(page, 'Saved').waitFor()
    await screenshot(page, 'example-saved')
    expect(writes()).toEqual([{ metadata: { topic: 'second steps', user: 'abc123' } }])
  })

  it('attaches a file, and leaves the vector store where it is', async () => {
    const { page, writes } = await openExample(held)
    await page.getByRole('button', { name: 'Add a file id' }).click()
    await field(page, 'File id 2').fill('file-b')
    await save(page).click()
    await status(page, 'Saved').waitFor()
    const fileIds = ['file-a', 'file-b']
    expect(writes()).toEqual([
      {
        tool_resources: {
          code_interpreter: { file_ids: fileIds },
          file_search: { vector_store_ids: ['vs_a'] },
        },
      },
    ])
  })

  it('counts characters as the server does, while one types', async () => {
    const { page } = await openExample(exampleThread)
    await field(page, 'Key 1').fill('👍'.repeat(64))
    expect(await description(page, 'Key 1')).toBe('64/64 characters')
    await field(page, 'Key 1').fill('👍'.repeat(65))
    expect(await description(page, 'Key 1')).toContain('65/64 characters')
    expect(await description(page, 'Key 1')).toContain('This key is too long: at most 64 characters.')
  })

  it('sends nothing that breaks a limit, and goes to the field that does', async () => {
    const { page, writes } = await openExample(held)
    await field(page, 'Value 1').fill('x'.repeat(513))
    await save(page).click()
    await focusOn(page, 'Value 1').waitFor()
    expect(await description(page, 'Value 1')).toContain('This value is too long: at most 512 characters.')
    expect(writes()).toEqual([])
  })

  it('adds no more than 16 pairs', async () => {
    const metadata = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`key${index}`, 'value']))
    const { page } = await openExample(wireThread('thread_full', { metadata }))
    const add = page.getByRole('button', { name: 'Add a pair' })
    await add.click()
    await field(page, 'Key 16').fill('last')
    expect(await add.getAttribute('aria-disabled')).toBe('true')
    await field(page, 'Key 16').press('Enter')
    await page.getByText('16/16 pairs').waitFor()
    expect(await field(page, 'Key 17').count()).toBe(0)
  })

  it('shows what the server refuses beside the pair it refuses', async () => {
    const { page, writes } = await openExample(held)
    await page.getByRole('button', { name: 'Add a pair' }).click()
    await field(page, 'Key 2').fill('mood')
    await field(page, 'Value 2').focus()
    // Half of an emoji: it is short enough, and yet no text.
    await page.evaluate(() => document.execCommand('insertText', false, String.fromCharCode(0xd83d)))
    await save(page).click()
    await page.getByText('Not saved').first().waitFor()
    expect(await description(page, 'Value 2')).toContain('metadata["mood"] holds a lone surrogate')
    expect(await description(page, 'Value 1')).not.toContain('surrogate')
    await screenshot(page, 'example-refused')
    expect(await page.getByRole('alert').locator('code').innerText()).toBe('BAD_USER_INPUT')
    expect(writes()).toEqual([])
  })

  it('shows what the server refuses beside the file id it refuses', async () => {
    const { page } = await openExample(held)
    await field(page, 'File id 1').fill('')
    await page.evaluate(() => document.execCommand('insertText', false, String.fromCharCode(0xd83d)))
    await save(page).click()
    await page.getByText('Not saved').first().waitFor()
    expect(await description(page, 'File id 1')).toContain('fileIds[0] holds a lone surrogate')
  })

  it('says beside the id that it is none, or that of no thread', async () => {
    const { page } = await openExample()
    await field(page, 'Thread id').fill('no id')
    await field(page, 'Thread id').press('Enter')
    await page.locator('[aria-invalid=true]').waitFor()
    expect(await description(page, 'Thread id')).toContain('id')
    await field(page, 'Thread id').fill('thread_gone')
    await field(page, 'Thread id').press('Enter')
    await page.getByText('There is no thread with this id.').waitFor()
    await screenshot(page, 'example-no-thread')
    expect(await description(page, 'Thread id')).toBe('There is no thread with this id.')
  })

  it('shows a change at once, and takes it back when the upstream fails', async () => {
    const { page, upstream } = await openExample(held)
    const { promise: failed, resolve: fail } = Promise.withResolvers<ReturnType<typeof refusal>>()
    upstream.script = () => failed
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await shown(page).getByText('second steps').waitFor()
    await status(page, 'Saving…').waitFor()

    fail(refusal(500, 'The server had an error.'))
    await page.getByText('Not saved: the thread is as it was').waitFor()
    await shown(page).getByText('first steps').waitFor()
    expect(await page.getByRole('alert').locator('code').innerText()).toBe('UPSTREAM_UNAVAILABLE')
    expect(await field(page, 'Value 1').inputValue()).toBe('second steps')
    await screenshot(page, 'example-rollback')

    upstream.script = undefined
    await save(page).click()
    await status(page, 'Saved').waitFor()
    await shown(page).getByText('second steps').waitFor()
    expect(await page.getByRole('alert').locator('code').count()).toBe(0)
  })

  it('reads the thread again when no response tells whether a change was made', async () => {
    const { page, upstream } = await openExample(held)
    upstream.script = ({ method }) => {
      if (method !== 'POST') return undefined
      // Done, and yet a gateway says that it knows nothing of it.
      upstream.threads.set(held.id, { ...held, metadata: { topic: 'second steps' } })
      return refusal(504, 'Gateway timeout.')
    }
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await status(page, 'Saved').waitFor()
    await shown(page).getByText('second steps').waitFor()
    expect(await page.getByRole('alert').locator('code').count()).toBe(0)
    expect(upstream.journal.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET'])
  })

  it('takes a change back when the connection breaks, and says that nobody knows', async () => {
    const { page, upstream } = await openExample(held)
    upstream.script = async () => {
      await upstream.close()
      return undefined
    }
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await page.getByText('It is not known whether this was saved').waitFor()
    await shown(page).getByText('first steps').waitFor()
    expect(await field(page, 'Value 1').inputValue()).toBe('second steps')
  })

  it('creates a thread and fills it with nothing but the keyboard', async () => {
    const { page, writes } = await openExample()
    const { keyboard } = page
    await tabTo(page, 'New thread')
    await keyboard.press('Enter')
    await page.locator('h2:focus').waitFor()
    await tabTo(page, 'Key 1')
    await keyboard.type('topic')
    await keyboard.press('Tab')
    await keyboard.type('first steps')
    await keyboard.press('Enter')
    await focusOn(page, 'Key 2').waitFor()
    await keyboard.type('user')
    await keyboard.press('Tab')
    await keyboard.type('abc123')
    await tabTo(page, 'Add a file id')
    await keyboard.press('Enter')
    await focusOn(page, 'File id 1').waitFor()
    await keyboard.type('file-a')
    await keyboard.press('ControlOrMeta+Enter')
    await status(page, 'Saved').waitFor()
    expect(writes()[1]).toEqual({
      metadata: { topic: 'first steps', user: 'abc123' },
      tool_resources: { code_interpreter: { file_ids: ['file-a'] } },
    })
  })

  it('goes on with the next row when one is removed', async () => {
    const { page } = await openExample(wireThread('thread_two', { metadata: { a: '1', b: '2' } }))
    await page.getByRole('button', { name: 'Remove pair 1' }).press('Enter')
    await focusOn(page, 'Key 1').waitFor()
    expect(await field(page, 'Key 1').inputValue()).toBe('b')
    await page.getByRole('button', { name: 'Remove pair 1' }).press('Enter')
    await page.getByRole('button', { name: 'Add a pair' }).and(page.locator(':focus')).waitFor()
  })

  it('fits a wide window and a telephone, light and dark', async () => {
    const { page, upstream } = await openExample(crowded)
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [name, width, height] of [
        ['wide', 1280, 900],
        ['narrow', 390, 844],
      ] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height })
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        await screenshot(page, `example-${name}-${colorScheme}`)
      }
    }
    expect(upstream.journal.length).toBe(1)
  })
})
